using System.Security.Cryptography;

namespace UnifiedInbox.Simulator.Messages;

internal static class NewSid
{
    /// <summary>Two letters that tell the kind and 32 hexadecimal digits: <c>SM</c>, <c>MM</c> (with media), <c>ME</c>, <c>PN</c> …</summary>
    public static string Of(string kind) => kind + RandomNumberGenerator.GetHexString(32, lowercase: true);
}
