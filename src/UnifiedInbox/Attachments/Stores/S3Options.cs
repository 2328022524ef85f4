using UnifiedInbox.Database;

namespace UnifiedInbox.Attachments.Stores;

/// <summary>An S3-compatible bucket for files; without <see cref="Bucket"/> they are in a local folder.</summary>
internal sealed record S3Options
{
    /// <summary><c>S3_BUCKET</c>.</summary>
    public string Bucket { get; init; } = "";

    /// <summary><c>S3_ENDPOINT</c>. Default Amazon's of the region; set it for MinIO, R2, Spaces and others.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary><c>S3_REGION</c>, else <c>AWS_REGION</c>. Default us-east-1.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary><c>S3_ACCESS_KEY_ID</c>, else <c>AWS_ACCESS_KEY_ID</c>.</summary>
    public string KeyId { get; init; } = "";

    /// <summary><c>S3_SECRET_ACCESS_KEY</c>, else <c>AWS_SECRET_ACCESS_KEY</c>.</summary>
    public string Secret { get; init; } = "";

    /// <summary><c>S3_PREFIX</c>: what every key begins with, letters, digits and <c>. _ - /</c>. Default none.</summary>
    public string Prefix { get; init; } = "";

    /// <summary><c>S3_PATH_STYLE</c>: the bucket stands in the path, not in the host. Default: true where an endpoint is set.</summary>
    public bool PathStyle { get; init; }

    /// <summary>Null where files stay in a local folder.</summary>
    public static S3Options? From(IConfiguration configuration)
    {
        if (configuration.Text("S3_BUCKET") is not { } bucket) return null;
        var region = configuration.Text("S3_REGION", "AWS_REGION") ?? "us-east-1";
        var endpoint = configuration.Text("S3_ENDPOINT");
        if (!Uri.TryCreate(endpoint ?? $"https://s3.{region}.amazonaws.com", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new OperatorException("S3_ENDPOINT must be an http or https address.");
        var options = new S3Options
        {
            Bucket = bucket,
            Endpoint = address,
            Region = region,
            KeyId = configuration.Text("S3_ACCESS_KEY_ID", "AWS_ACCESS_KEY_ID") ?? throw new OperatorException("S3_BUCKET is set: set S3_ACCESS_KEY_ID too."),
            Secret = configuration.Text("S3_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY") ?? throw new OperatorException("S3_BUCKET is set: set S3_SECRET_ACCESS_KEY too."),
            Prefix = configuration.Text("S3_PREFIX")?.Trim('/') is { Length: > 0 } prefix ? prefix + "/" : "",
            PathStyle = configuration.Text("S3_PATH_STYLE") is { } style ? style == "true" : endpoint is not null,
        };
        // Such names need no encoding, which signers and servers do differently.
        if (!IsPlain(options.Bucket) || options.Bucket.Contains('/', StringComparison.Ordinal)) throw new OperatorException("S3_BUCKET may have lower-case letters, digits, dots and hyphens.");
        if (!IsPlain(options.Prefix)) throw new OperatorException("S3_PREFIX may have letters, digits and . _ - / only.");
        return options;
    }

    private static bool IsPlain(string text) => text.All(sign => char.IsAsciiLetterOrDigit(sign) || "._-/".Contains(sign, StringComparison.Ordinal));
}
