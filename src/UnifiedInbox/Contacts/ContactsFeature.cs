using UnifiedInbox.Accounts;

namespace UnifiedInbox.Contacts;

internal static class ContactsFeature
{
    public static IServiceCollection AddContacts(this IServiceCollection services, IConfiguration configuration)
    {
        _ = DefaultCountry.FromEnvironment(configuration); // a mistake stops the start, not the first contact
        services.AddSingleton<DefaultCountry>().AddSingleton<OptedOutMemory>().AddSingleton<AddressOwner>();
        services.AddSingleton<ListContacts>().AddSingleton<FindContact>().AddSingleton<CreateContact>();
        services.AddSingleton<ChangeContact>().AddSingleton<DeleteContact>();
        return services;
    }

    public static void MapContacts(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/contacts").RequireAuthorization(Policy.Staff).WithTags("Contacts");
        api.MapGet("", ListContacts.EndpointAsync);
        api.MapPost("", CreateContact.EndpointAsync);
        api.MapGet("/{id}", FindContact.EndpointAsync);
        api.MapPatch("/{id}", ChangeContact.EndpointAsync);
        api.MapDelete("/{id}", DeleteContact.EndpointAsync);
    }
}
