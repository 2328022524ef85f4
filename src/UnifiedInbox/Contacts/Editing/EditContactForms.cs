using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Editing;

/// <summary>The form that changes a contact.</summary>
internal static class EditContactForms
{
    /// <summary><c>GET /contacts/{id}/edit</c></summary>
    public static async Task<IResult> OpenAsync(Guid id, string? from, FindContact find, CancellationToken ct) =>
        await find.RunAsync(id, ct) is { } contact
            ? Page.Of<EditContactPage>(new { Contact = contact, Typed = EditedContact.Of(contact), Back = BackTo(id, from) })
            : TypedResults.NotFound();

    /// <summary><c>POST /contacts/{id}</c></summary>
    public static async Task<IResult> SaveAsync(
        Guid id, [FromForm] EditForm form, HttpContext http, FindContact find, ChangeContact change, CancellationToken ct)
    {
        if (await find.RunAsync(id, ct) is not { } contact) return TypedResults.NotFound();
        var (typed, back) = (form.Read(), BackTo(id, form.From));
        return await change.RunAsync(http.Caller(), id, typed.ToPatch(contact), ct) switch
        {
            ContactOutcome.Done => TurboStream.SeeOther(back),
            ContactOutcome.Invalid invalid => Shown(contact, back, typed, typed.OnForm(invalid.Errors), null, 422),
            ContactOutcome.Exists exists => Shown(contact, back, typed, null, exists, 409),
            _ => TypedResults.NotFound(),
        };
    }

    /// <summary>Who came from the member's page goes back to it.</summary>
    private static string BackTo(Guid id, string? from) => from == "member" ? $"/members/{id}" : $"/contacts/{id}";

    private static IResult Shown(Contact contact, string back, EditedContact typed, FieldErrors? errors, ContactOutcome.Exists? exists, int status) =>
        Page.Of<EditContactPage>(new { Contact = contact, Typed = typed, Back = back, Errors = errors, Exists = exists }, status);
}

/// <summary>The fields as the browser sends them.</summary>
internal sealed class EditForm
{
    /// <summary><c>member</c>, where the form was opened from the member's page.</summary>
    public string? From { get; set; }
    public string? Name { get; set; }
    public List<string>? Phone { get; set; }
    public int PhonePrimary { get; set; }
    public List<string>? Email { get; set; }
    public int EmailPrimary { get; set; }
    public string? TimeZone { get; set; }
    public string? Handles { get; set; }
    public string? MemberSince { get; set; }
    public string? Plan { get; set; }
    public string? Price { get; set; }

    public EditedContact Read() => new()
    {
        Name = Name,
        Phones = Phone ?? [],
        PrimaryPhone = PhonePrimary,
        Emails = Email ?? [],
        PrimaryEmail = EmailPrimary,
        TimeZone = TimeZone,
        Handles = Handles,
        MemberSince = MemberSince,
        Plan = Plan,
        Price = Price,
    };
}
