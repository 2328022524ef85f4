using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using UnifiedInbox.Mail.Imap.Wire;

namespace UnifiedInbox.Mail.Tests.Imap;

/// <summary>A response as the corpus writes it.</summary>
internal static class TokenTree
{
    public static JsonNode Of(Response response)
    {
        if (response.Kind == ResponseKind.Continuation) return new JsonObject { ["continuation"] = response.Words };
        if (response.Kind == ResponseKind.Status)
        {
            return new JsonObject
            {
                ["tag"] = response.Tag,
                ["status"] = response.Status.ToString().ToUpperInvariant(),
                ["code"] = response.Code,
                ["text"] = response.Words,
            };
        }
        var tokens = response.Tokens;
        var command = tokens.Text();
        var attributes = List(response, 1, response.TokenCount);
        return new JsonObject { ["tag"] = response.Tag, ["command"] = command, ["attributes"] = attributes };
    }

    private static JsonArray List(Response response, int from, int to)
    {
        var array = new JsonArray();
        for (var i = from; i < to; i = response[i].Next)
            array.Add(response[i].Kind == TokenKind.List ? List(response, i + 1, response[i].Next) : Single(response, response[i]));
        return array;
    }

    private static JsonNode? Single(Response response, Token token)
    {
        var value = Encoding.Latin1.GetString(response.Value(token));
        return token.Kind switch
        {
            TokenKind.Nil => null,
            TokenKind.Quoted => new JsonObject { ["type"] = "STRING", ["value"] = Value(value) },
            TokenKind.Literal => new JsonObject { ["type"] = "LITERAL", ["value"] = Value(value) },
            _ => Atom(value),
        };
    }

    private static JsonNode Value(string value) => value.Length <= 2000 ? value : new JsonObject
    {
        ["length"] = value.Length,
        ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(value))),
    };

    /// <summary>The corpus takes sections apart, and calls what looks like a set of numbers a sequence.</summary>
    private static JsonObject Atom(string value)
    {
        var isSet = value.All(c => char.IsAsciiDigit(c) || c is ':' or ',' or '*') && value.IndexOfAny([':', ',']) > 0;
        var bracket = value.IndexOf('[', StringComparison.Ordinal);
        if (bracket <= 0 || !value.Contains(']', StringComparison.Ordinal))
            return new JsonObject { ["type"] = isSet ? "SEQUENCE" : "ATOM", ["value"] = value };
        var close = value.LastIndexOf(']');
        var atom = new JsonObject { ["type"] = "ATOM", ["value"] = value[..bracket], ["section"] = Section(value[(bracket + 1)..close]) };
        if (value[(close + 1)..] is ['<', .. var partial, '>'])
            atom["partial"] = new JsonArray([.. partial.Split('.').Select(number => (JsonNode)int.Parse(number, CultureInfo.InvariantCulture))]);
        return atom;
    }

    private static JsonArray Section(string section)
    {
        var response = new Response();
        new ResponseParser(response, 10, 10_000).Begin(Encoding.Latin1.GetBytes("* " + section));
        return List(response, 0, response.TokenCount);
    }
}
