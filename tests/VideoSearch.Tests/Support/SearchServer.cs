using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.VectorData;
using VideoSearch.Hosting;
using VideoSearch.Indexing;
using VideoSearch.Library;
using VideoSearch.Models;
using VideoSearch.Searching;

namespace VideoSearch.Tests.Support;

/// <summary>The real server on a free port of 127.0.0.1, with a model that a test understands.</summary>
internal sealed class SearchServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly WebApplication _app;

    private SearchServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Address };
        Client.DefaultRequestHeaders.Add("Origin", Address.GetLeftPart(UriPartial.Authority));
    }

    public Uri Address { get; }

    /// <summary>A client that says it is the page.</summary>
    public HttpClient Client { get; }

    /// <summary>The model, where it is the one that knows colours.</summary>
    public ColourModel Model => (ColourModel)Get<EngineHost>().Now.Model;

    public ClipCatalog Catalog => Get<ClipCatalog>();

    public Indexer Indexer => Get<Indexer>();

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static Task<SearchServer> StartAsync(string videos, string data, ColourModel model, Func<SearchSettings, SearchSettings>? change = null) =>
        StartAsync(videos, data, change, (_, _) => model);

    public static async Task<SearchServer> StartAsync(
        string videos,
        string data,
        Func<SearchSettings, SearchSettings>? change = null,
        Func<Action<ModelStatus>, CancellationToken, ISearchModel>? model = null,
        bool wait = true,
        Func<SearchSettings, VectorStore>? store = null)
    {
        var settings = new SearchSettings { DataFolder = data, AllowedFolders = [videos], Port = 0 };
        var app = SearchApp.Build(change?.Invoke(settings) ?? settings, new EngineSource(model ?? ((_, _) => new ColourModel()), store ?? VectorStores.Open));
        await app.StartAsync();
        var server = new SearchServer(app);
        if (wait)
            await server.Get<EngineHost>().Engine.WaitAsync(Patience);
        return server;
    }

    /// <summary>Adds a folder and waits until it is indexed.</summary>
    public async Task<string> AddAsync(string folder)
    {
        var answer = await Client.PostAsJsonAsync("/api/folders", new { path = folder });
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
        var added = await answer.Content.ReadFromJsonAsync<JsonElement>();
        await WaitAsync(progress => progress.State == IndexingState.Done);
        return added.GetProperty("id").GetString()!;
    }

    /// <summary>Waits until indexing is as a test wants it.</summary>
    public async Task<IndexingProgress> WaitAsync(Func<IndexingProgress, bool> wanted)
    {
        using var limit = new CancellationTokenSource(Patience);
        await foreach (var progress in Indexer.Progress.Read(limit.Token))
        {
            if (wanted(progress))
                return progress;
            Assert.NotEqual(IndexingState.Failed, progress.State);
        }
        throw new InvalidOperationException();
    }

    /// <summary>The found videos.</summary>
    public async Task<IReadOnlyList<JsonElement>> SearchAsync(string text, bool closer = false)
    {
        var answer = await Client.PostAsJsonAsync("/api/search", new { text, closer });
        answer.EnsureSuccessStatusCode();
        return [.. (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("hits").EnumerateArray()];
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
