using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Dashboard;
using TweetStream.Web;

namespace TweetStream.Cli.Hosting;

/// <summary>Orleans' dashboard, at <c>/dashboard</c> of what a silo serves: grains, calls and their times, silo by silo.</summary>
internal sealed class DashboardPart(IGrainFactory grains) : IHttpPart
{
    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(grains);
        // The silo's log is on its standard error, and may say more than a page should.
        new Registration(services).AddDashboard(dashboard => dashboard.HideTrace = true);
    }

    public void Map(WebApplication app) => app.MapOrleansDashboard("/dashboard");

    // What serves the dashboard is registered as for a client; the client itself is our silo's.
    private sealed class Registration(IServiceCollection services) : IClientBuilder
    {
        public IServiceCollection Services => services;

        public IConfiguration Configuration { get; } = new ConfigurationBuilder().Build();
    }
}
