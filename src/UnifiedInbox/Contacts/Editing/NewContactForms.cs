using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Editing;

/// <summary>The form of a new contact.</summary>
internal static class NewContactForms
{
    /// <summary><c>GET /contacts/new</c>, with what is known of them already.</summary>
    public static IResult Open(string? name, string? phone, string? email) =>
        Page.Of<NewContactPage>(new { Typed = new NewContact { Name = name, Phone = phone, Email = email } });

    /// <summary><c>POST /contacts</c></summary>
    public static async Task<IResult> CreateAsync(
        [FromForm] string? name, [FromForm] string? phone, [FromForm] string? email, HttpContext http, CreateContact create, CancellationToken ct)
    {
        var typed = new NewContact { Name = name, Phone = phone, Email = email };
        var outcome = await create.RunAsync(http.Caller(), typed, null, ct);
        if (outcome is ContactOutcome.Done done) return TurboStream.SeeOther($"/contacts/{done.Contact.Id}");
        var shown = new { Typed = typed, (outcome as ContactOutcome.Invalid)?.Errors, Exists = outcome as ContactOutcome.Exists };
        return TurboStream.IsAskedBy(http.Request)
            ? TurboStream.Answer(TurboStream.MorphTo<NewContactForm>(NewContactForm.Id, shown))
            : Page.Of<NewContactPage>(shown, outcome is ContactOutcome.Exists ? 409 : 422);
    }
}
