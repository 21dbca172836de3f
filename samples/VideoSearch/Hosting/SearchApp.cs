using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.RateLimiting;
using VideoSearch.Indexing;
using VideoSearch.Library;
using VideoSearch.Media;
using VideoSearch.Searching;
using VideoSearch.Security;

namespace VideoSearch.Hosting;

/// <summary>Puts the server together.</summary>
internal static class SearchApp
{

    private const int WaitingPerSearch = 8;

    /// <summary>A server that is built and not yet started. It listens on 127.0.0.1 only.</summary>
    public static WebApplication Build(SearchSettings settings, EngineSource source)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = "wwwroot",
            // Whatever the environment says: no page with stack traces.
            EnvironmentName = Environments.Production,
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, settings.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.MaxBodyBytes;
        });
        AddServices(builder.Services, settings, source);
        builder.Services.AddSingleton(settings).AddSingleton(source);

        var app = builder.Build();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<RequestErrors>();
        app.UseStatusCodePages();
        // A name of somebody else's that resolves to 127.0.0.1 would make this server part of his site.
        app.UseHostFiltering();
        app.UseMiddleware<SameOrigin>();
        app.UseDefaultFiles();
        app.UseStaticFiles();
        app.UseRouting();
        app.UseRateLimiter();
        SearchEndpoints.Map(app);
        LibraryEndpoints.Map(app);
        MediaEndpoints.Map(app);
        Start(app.Services, settings);
        return app;
    }

    private static void AddServices(IServiceCollection services, SearchSettings settings, EngineSource source)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context => context.ProblemDetails.Detail ??= RequestErrors.Describe(context.ProblemDetails.Status, settings));
        services.PostConfigure<HostFilteringOptions>(options => (options.AllowedHosts, options.AllowEmptyHosts) = (["127.0.0.1", "localhost"], false));
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.AddConcurrencyLimiter(SearchEndpoints.SearchLimit, options =>
                (options.PermitLimit, options.QueueLimit) = (settings.ConcurrentSearches, settings.ConcurrentSearches * WaitingPerSearch));
        });
        services.AddSingleton<ClipCatalog>().AddSingleton<AllowedFolders>();
        services.AddSingleton<MediaCache>().AddSingleton<ClipFiles>().AddSingleton<FrameImages>().AddSingleton<Playback>();
        services.AddSingleton<ClipReader>().AddSingleton<Searcher>().AddSingleton<EngineHost>().AddSingleton<Indexer>();
        // Stopped in reverse: the indexer ends before the model that it uses.
        services.AddHostedService(provider => provider.GetRequiredService<EngineHost>());
        services.AddHostedService(provider => provider.GetRequiredService<Indexer>());
    }

    // Folders of an earlier run are looked through again: what has changed since is read.
    private static void Start(IServiceProvider services, SearchSettings settings)
    {
        var allowed = services.GetRequiredService<AllowedFolders>();
        var catalog = services.GetRequiredService<ClipCatalog>();
        foreach (string folder in settings.InitialFolders)
            catalog.AddFolder(allowed.Accept(folder));
        foreach (var folder in catalog.Folders().Where(folder => allowed.Real(folder.Path) is not null))
            services.GetRequiredService<Indexer>().Enqueue(folder);
    }
}
