using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts;

/// <summary>How making, changing or deleting a contact ended.</summary>
public abstract record ContactOutcome
{
    public sealed record Done(Contact Contact) : ContactOutcome;

    public sealed record NotFound : ContactOutcome;

    /// <param name="Code">For programs: the one thing wrong, or <c>invalid</c> where there are several.</param>
    /// <param name="Errors">By field.</param>
    public sealed record Invalid(string Code, FieldErrors Errors) : ContactOutcome;

    /// <summary>An address is somebody else's.</summary>
    /// <param name="Field"><c>phone</c>, <c>email</c> or <c>addresses</c>.</param>
    /// <param name="Value">The address.</param>
    /// <param name="ContactId">Whose it is.</param>
    /// <param name="ContactName">What they are called.</param>
    public sealed record Exists(string Field, string Value, Guid ContactId, string ContactName) : ContactOutcome;

    /// <summary>What the API says about everything but success.</summary>
    public IResult ToProblem() => this switch
    {
        Exists exists => Problem.Of(409, "contact_exists", $"A contact with this {WordFor(exists)} exists already.",
            ("field", exists.Field), ("contactId", exists.ContactId)),
        Invalid invalid => Problem.Invalid(invalid.Errors, invalid.Code),
        _ => Problem.Of(404, "contact_not_found", "There is no such contact."),
    };

    private static string WordFor(Exists exists) => exists.Value.Contains('@', StringComparison.Ordinal) ? "email address" : "number";
}
