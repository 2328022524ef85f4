using System.Globalization;
using System.Text;

namespace UnifiedInbox.Mail.Mime.Writing;

/// <summary>Addresses as mail servers without SMTPUTF8 take them, which is what SES and Resend are.</summary>
public static class AsciiAddress
{
    private static readonly IdnMapping Idn = new();

    /// <summary>The address with its domain in ASCII (<c>münchen.de</c> is <c>xn--mnchen-3ya.de</c>); null where its letters cannot be written.</summary>
    public static string? Of(string address)
    {
        var at = address.LastIndexOf('@');
        if (at <= 0 || at == address.Length - 1) return null;
        var local = address[..at];
        if (!Ascii.IsValid(local) || local.Any(sign => char.IsControl(sign) || sign is ' ' or '<' or '>' or ',')) return null;
        try
        {
            var domain = Idn.GetAscii(address[(at + 1)..]);
            return domain.Any(sign => !char.IsAsciiLetterOrDigit(sign) && sign is not ('.' or '-' or '[' or ']' or ':')) ? null : local + "@" + domain;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
