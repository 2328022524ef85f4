using Microsoft.AspNetCore.Http;

namespace UnifiedInbox.Simulator.Page;

/// <summary>Which phones lie on the desk: those the address names, else the first few that were there.</summary>
internal static class OpenPhones
{
    private const int AtFirst = 3, Most = 12;

    public static IReadOnlyList<SimulatedPhone> Of(HttpRequest request, SimulatedCarrier carrier) =>
        request.Query.TryGetValue("open", out var named)
            ? [.. named.ToString().Split(',').Distinct().Select(carrier.Phones.Find).OfType<SimulatedPhone>().Take(Most)]
            : [.. carrier.Phones.All.OrderBy(phone => phone.AddedAt).Take(AtFirst)];
}
