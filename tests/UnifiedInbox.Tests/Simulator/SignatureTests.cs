using System.Text.Json;
using UnifiedInbox.Simulator.Messages;
using UnifiedInbox.Simulator.Webhooks;

namespace UnifiedInbox.Tests.Simulator;

public class SignatureTests
{
    [Fact]
    public void The_example_of_the_official_libraries_comes_out()
    {
        KeyValuePair<string, string>[] form =
        [
            new("CallSid", "CA1234567890ABCDE"),
            new("Caller", "+14158675309"),
            new("Digits", "1234"),
            new("From", "+14158675309"),
            new("To", "+18005551212"),
        ];
        Assert.Equal("RSOYDt4T1cUTdK1PDd93/VVr8B8=", RequestSignature.Of("12345", "https://mycompany.com/myapp.php?foo=1&bar=2#rc=5&rp=all", form));
    }

    [SkippableFact]
    public void Every_form_that_the_vectors_accept_is_signed_alike()
    {
        var count = 0;
        foreach (var vector in Cases("twilio-signature.json"))
        {
            if (!vector.GetProperty("expected").GetBoolean() || vector.GetProperty("json_body").ValueKind != JsonValueKind.Null
                || vector.GetProperty("signed_url").GetString() is not { } url || vector.GetProperty("form").ValueKind != JsonValueKind.Array)
                continue;
            var form = vector.GetProperty("form").EnumerateArray().Select(pair => KeyValuePair.Create(pair[0].GetString()!, pair[1].GetString()!)).ToList();
            var signature = RequestSignature.Of(vector.GetProperty("auth_token").GetString()!, url, form);
            Assert.True(vector.GetProperty("signature").GetString() == signature, vector.GetProperty("id").GetString());
            count++;
        }
        Assert.InRange(count, 10, 1000);
    }

    [SkippableFact]
    public void Texts_are_cut_into_as_many_segments_as_the_vectors_say()
    {
        foreach (var vector in Cases("sms-segments.json").Where(vector => !vector.GetProperty("smart_encoding").GetBoolean()))
        {
            var segments = Segments.Count(vector.GetProperty("text").GetString()!);
            Assert.True(vector.GetProperty("expected").GetProperty("segments").GetInt32() == segments, vector.GetProperty("id").GetString());
        }
    }

    private static JsonElement.ArrayEnumerator Cases(string file)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "UnifiedInbox.slnx")))
            root = root.Parent;
        var path = Path.Combine(root!.FullName, "../shared/protocols/vectors", file);
        Skip.IfNot(File.Exists(path), "the shared vectors are not beside this repository");
        return JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("cases").EnumerateArray();
    }
}
