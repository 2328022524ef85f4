using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Editing;

/// <summary>The form that deletes a contact once their name was typed.</summary>
internal static class DeleteContactForms
{
    /// <summary><c>GET /contacts/{id}/delete</c></summary>
    public static async Task<IResult> OpenAsync(Guid id, FindContact find, CancellationToken ct) =>
        await find.RunAsync(id, ct) is { } contact ? Page.Of<DeleteContactPage>(new { Contact = contact }) : TypedResults.NotFound();

    /// <summary><c>POST /contacts/{id}/delete</c></summary>
    public static async Task<IResult> DeleteAsync(
        Guid id, [FromForm] string? confirm, HttpContext http, FindContact find, DeleteContact delete, CancellationToken ct)
    {
        if (await find.RunAsync(id, ct) is not { } contact) return TypedResults.NotFound();
        if (!string.Equals(confirm?.Trim(), contact.DisplayName.Trim(), StringComparison.OrdinalIgnoreCase))
        {
            var shown = new { Contact = contact, Error = "This is not the name. Nothing was deleted." };
            return TurboStream.IsAskedBy(http.Request)
                ? TurboStream.Answer(TurboStream.MorphTo<DeleteContactForm>(DeleteContactForm.Id, shown))
                : Page.Of<DeleteContactPage>(shown, 422);
        }
        await delete.RunAsync(http.Caller(), id, ct);
        return TurboStream.SeeOther("/contacts");
    }
}
