namespace UnifiedInbox.Accounts;

/// <summary>Where to go after signing in. Only paths of ours: a link must not be able to send people elsewhere.</summary>
internal static class LocalUrl
{
    /// <summary>
    /// <paramref name="url"/> when it is a path on this site, else the inbox. Browsers read <c>//host</c>, <c>/\host</c>
    /// and a tab in between as another host, so anything but a plain path is refused.
    /// </summary>
    public static string OrInbox(string? url) =>
        url is ['/', ..] and not ['/', '/' or '\\', ..] && !url.Any(c => char.IsControl(c) || c == '\\') ? url : "/inbox";

    public static string WithReturn(string path, string? returnUrl) =>
        OrInbox(returnUrl) is "/inbox" or "/" ? path : path + "?returnUrl=" + Uri.EscapeDataString(returnUrl!);
}
