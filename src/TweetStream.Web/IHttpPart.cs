using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace TweetStream.Web;

/// <summary>A part of what a process serves at its one address, such as the live page or the metrics.</summary>
public interface IHttpPart
{
    /// <summary>Adds what ASP.NET Core needs for this part.</summary>
    void AddTo(IServiceCollection services);

    /// <summary>Maps the paths of this part.</summary>
    void Map(WebApplication app);
}
