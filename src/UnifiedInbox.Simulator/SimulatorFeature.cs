using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Simulator.Mailing;
using UnifiedInbox.Simulator.Page;
using UnifiedInbox.Simulator.Rest;

namespace UnifiedInbox.Simulator;

public static class SimulatorFeature
{
    /// <summary>One carrier for the whole process, disposed with the host.</summary>
    public static IServiceCollection AddSimulator(this IServiceCollection services, SimulatorOptions options)
    {
        services.AddRazorComponents();
        options.Mail.Time = options.Time;
        return services.AddSingleton(_ => new SimulatedCarrier(options)).AddSingleton(_ => new SimulatedPost(options.Mail));
    }

    /// <summary>
    /// Serves the page at <paramref name="prefix"/>, Twilio's REST API at <c>{prefix}/twilio</c>, SES's and Resend's at <c>{prefix}/ses</c> and <c>{prefix}/resend</c>, and the media store at
    /// <c>{prefix}/cdn</c>. The page is as open as <see cref="SimulatorOptions.GuardPage"/> lets it; the rest needs the account's credentials.
    /// </summary>
    public static void MapSimulator(this IEndpointRouteBuilder routes, string prefix = "/simulator")
    {
        var carrier = routes.ServiceProvider.GetRequiredService<SimulatedCarrier>();
        var simulator = routes.MapGroup(prefix);
        simulator.MapTwilio(carrier);
        var post = routes.ServiceProvider.GetRequiredService<SimulatedPost>();
        simulator.MapMail(post);
        simulator.MapPage(carrier, post, prefix);
    }
}
