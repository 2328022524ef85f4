using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Contacts;
using UnifiedInbox.Contacts.Merging;
using UnifiedInbox.Conversations.Composing;
using UnifiedInbox.Database;
using UnifiedInbox.Members.Events;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Members.Pages;

/// <summary>The page of a member: a contact as somebody who uses and pays for something. One route a tab; each reads only its own.</summary>
internal sealed class OpenMember(
    FindContact find, FindMerge merges, ReadOverview overview, ReadActivity activity, ReadFeatures features, ReadRevenue revenue, ReadChannel channels, ReadCases cases)
{
    /// <summary><c>GET /members/{id}</c> and <c>/members/{id}/{tab}</c></summary>
    public static Task<IResult> EndpointAsync(Guid id, string? tab, HttpContext http, OpenMember open, CancellationToken ct) =>
        open.RunAsync(http, id, tab ?? MemberTab.Overview, null, ct);

    /// <summary><c>POST /members/{id}/messages</c> and <c>/email</c>: what the composer of that tab holds.</summary>
    public static async Task<IResult> SendAsync(Guid id, string tab, [FromForm] ReplyForm form, HttpContext http, OpenMember open, SendReply send, CancellationToken ct)
    {
        if (tab is not (MemberTab.Messages or MemberTab.Email)) return TypedResults.NotFound();
        form.ReadVariables(http.Request.Form);
        switch (await send.RunAsync(http.Caller(), id, null, form, ViewerZone.Of(http), ct))
        {
            case EnqueueOutcome.Queued queued:
                return TurboStream.SeeOther(MemberTab.Url(queued.Message.ContactId, tab));
            case EnqueueOutcome.Refused refused:
                var reply = RefusedReply.Of(refused, form);
                return TurboStream.IsAskedBy(http.Request) ? SendReply.Refuse(reply) : await open.RunAsync(http, id, tab, reply, ct);
            default:
                return TypedResults.NotFound();
        }
    }

    private async Task<IResult> RunAsync(HttpContext http, Guid id, string tab, RefusedReply? refused, CancellationToken ct)
    {
        if (await find.RunAsync(id, ct) is not { } contact)
            return await merges.IntoAsync(id, ct) is { } into ? TypedResults.Redirect(MemberTab.Url(into, tab)) : TypedResults.NotFound();
        if (await PanelAsync(http, contact, tab, refused, ct) is not { } panel) return TypedResults.NotFound();
        // Asked for by the page itself after a change: the part that can have changed.
        var live = http.Request.Headers.ContainsKey("X-Live");
        return live
            ? Page.Of<MemberPanel>(new { contact.Id, Tab = tab, ChildContent = panel.Content, Url = Here(http) })
            : Page.Of<MemberPage>(new { Contact = contact, Tab = tab, Panel = panel.Content, panel.Below, Url = Here(http) }, refused is null ? 200 : 422);
    }

    private async Task<Panel?> PanelAsync(HttpContext http, Contact contact, string tab, RefusedReply? refused, CancellationToken ct)
    {
        var (caller, query) = (http.Caller(), http.Request.Query);
        _ = Cursor.TryParse(query["cursor"], out var after);
        _ = TimelineKey.TryParse(query["before"], out var before);
        switch (tab)
        {
            case MemberTab.Overview:
                return Panel.Of<OverviewTab>(new() { ["Contact"] = contact, ["Overview"] = await overview.RunAsync(caller, contact.Id, ct) });
            case MemberTab.Activity:
                var kinds = ActivityFilter.Parse(query["show"]);
                return Panel.Of<ActivityTab>(new() { ["Id"] = contact.Id, ["Filter"] = kinds, ["Activity"] = await activity.RunAsync(caller, contact.Id, kinds, before, ct) });
            case MemberTab.Features:
                return Panel.Of<FeaturesTab>(new() { ["Contact"] = contact, ["Features"] = await features.RunAsync(contact.Id, ct) });
            case MemberTab.Revenue:
                return Panel.Of<RevenueTab>(new() { ["Contact"] = contact, ["Revenue"] = await revenue.RunAsync(contact.Id, after, ct) });
            case MemberTab.Support:
                return Panel.Of<SupportTab>(new() { ["Id"] = contact.Id, ["Cases"] = await cases.RunAsync(caller, contact.Id, after, ct) });
            case MemberTab.Messages or MemberTab.Email:
                var shown = await channels.RunAsync(caller, contact.Id, tab, before, ct);
                return Panel.Of<ChannelTab>(new() { ["Contact"] = contact, ["Tab"] = tab, ["Shown"] = shown })
                    with { Below = Panel.Part<ChannelComposer>(new() { ["Contact"] = contact, ["Tab"] = tab, ["Shown"] = shown, ["Refused"] = refused }) };
            default:
                return null;
        }
    }

    private static string Here(HttpContext http) => http.Request.Path + http.Request.QueryString;

    /// <param name="Content">What may change while the page is open.</param>
    private sealed record Panel(RenderFragment Content)
    {
        /// <summary>What somebody may be writing in, which nothing replaces.</summary>
        public RenderFragment? Below { get; init; }

        public static Panel Of<T>(Dictionary<string, object?> parameters) where T : IComponent => new(Part<T>(parameters));

        public static RenderFragment Part<T>(Dictionary<string, object?> parameters) where T : IComponent => builder =>
        {
            builder.OpenComponent<T>(0);
            builder.AddMultipleAttributes(1, parameters!);
            builder.CloseComponent();
        };
    }
}
