using Microsoft.AspNetCore.Http;

namespace UnifiedInbox.Simulator.Page;

internal sealed record ReadRequest(string Address);

/// <summary>The person looks at their WhatsApp: what was delivered is read.</summary>
internal static class ReadOnPhone
{
    public static async Task<IResult> RunAsync(SimulatedCarrier carrier, ReadRequest request, CancellationToken ct)
    {
        await carrier.ReadOnPhoneAsync(request.Address, ct);
        return Results.NoContent();
    }
}
