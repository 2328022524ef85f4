using UnifiedInbox.Accounts;
using UnifiedInbox.Contacts.Editing;
using UnifiedInbox.Contacts.Exporting;
using UnifiedInbox.Contacts.Importing;
using UnifiedInbox.Contacts.List;
using UnifiedInbox.Contacts.Merging;
using UnifiedInbox.Contacts.Profile;

namespace UnifiedInbox.Contacts;

internal static class ContactsFeature
{
    public static IServiceCollection AddContacts(this IServiceCollection services, IConfiguration configuration)
    {
        _ = DefaultCountry.FromEnvironment(configuration); // a mistake stops the start, not the first contact
        services.AddSingleton<DefaultCountry>().AddSingleton<OptedOutMemory>().AddSingleton<ErasedMessages>().AddSingleton<AddressOwner>();
        services.AddSingleton<ListContacts>().AddSingleton<FindContact>().AddSingleton<CreateContact>();
        services.AddSingleton<ChangeContact>().AddSingleton<DeleteContact>();
        services.AddSingleton<OpenContacts>().AddSingleton<ReadContactProfile>();
        services.AddMerging();
        return services.AddImporting(configuration).AddExporting(configuration);
    }

    public static void MapContacts(this IEndpointRouteBuilder routes)
    {
        routes.MapImporting();
        routes.MapExporting();
        var api = routes.MapGroup("/api/contacts").RequireAuthorization(Policy.Staff).WithTags("Contacts");
        api.MapGet("", ListContacts.EndpointAsync);
        api.MapPost("", CreateContact.EndpointAsync);
        api.MapGet("/{id}", FindContact.EndpointAsync);
        api.MapPatch("/{id}", ChangeContact.EndpointAsync);
        api.MapDelete("/{id}", DeleteContact.EndpointAsync);
        api.MapMergingApi();
        api.MapPost("/{id:guid}/suppression/lift", LiftSuppression.EndpointAsync).RequireAuthorization(Policy.Admin);

        var pages = routes.MapGroup("/contacts").RequireAuthorization(Policy.Staff).ExcludeFromDescription();
        pages.MapGet("", OpenContacts.EndpointAsync);
        pages.MapPost("", NewContactForms.CreateAsync);
        pages.MapGet("/new", NewContactForms.Open);
        pages.MapGet("/rows", OpenContacts.MoreAsync);
        pages.MapGet("/{id}", OpenContact.EndpointAsync);
        pages.MapPost("/{id:guid}", EditContactForms.SaveAsync);
        pages.MapPost("/{id:guid}/suppression/lift", LiftSuppression.FormAsync).RequireAuthorization(Policy.Admin);
        pages.MapGet("/{id:guid}/edit", EditContactForms.OpenAsync);
        pages.MapMerging();
        pages.MapGet("/{id:guid}/delete", DeleteContactForms.OpenAsync);
        pages.MapPost("/{id:guid}/delete", DeleteContactForms.DeleteAsync);
    }
}
