namespace UnifiedInbox.Members.Stripe;

/// <summary>What Stripe signs with.</summary>
/// <param name="Secrets"><c>STRIPE_WEBHOOK_SECRET</c>: the signing secret of the endpoint (<c>whsec_…</c>); several, separated by commas, while one is rolled. Default none: the door is shut.</param>
internal sealed record StripeOptions(IReadOnlyList<string> Secrets)
{
    public static StripeOptions From(IConfiguration configuration) =>
        new(configuration.Text("STRIPE_WEBHOOK_SECRET")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? []);
}
