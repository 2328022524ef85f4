using System.Text.Json.Nodes;
using UnifiedInbox.Channels.Twilio;

namespace UnifiedInbox.Bench.Vectors;

/// <summary><c>twilio-errors*.json</c>: what an error code asks of a sender.</summary>
internal static class ErrorVectors
{
    public static string? Check(JsonObject vector)
    {
        var actual = TwilioErrors.Classify(vector["code"]!.GetValue<int>()) switch
        {
            TwilioDisposition.OptOut => "opt_out",
            TwilioDisposition.Retryable => "retryable",
            _ => "permanent",
        };
        return actual == vector["disposition"]!.ToString() ? null : actual;
    }
}
