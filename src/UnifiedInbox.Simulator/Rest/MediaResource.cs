namespace UnifiedInbox.Simulator.Rest;

/// <summary>What is known of a file, without its bytes.</summary>
internal sealed record MediaResource(
    string Sid, string AccountSid, string ParentSid, string ContentType, string DateCreated, string DateUpdated, string Uri)
{
    public static MediaResource Of(MediaFile file, SimulatedMessage message, string accountSid) => new(
        file.Sid,
        accountSid,
        message.Sid,
        file.ContentType,
        Rfc.Date(message.CreatedAt)!,
        Rfc.Date(message.CreatedAt)!,
        $"/{Rfc.ApiVersion}/Accounts/{accountSid}/Messages/{message.Sid}/Media/{file.Sid}.json");
}
