using Microsoft.Extensions.VectorData;
using VideoSearch.Models;

namespace VideoSearch.Searching;

/// <summary>How the server comes by its model and its store.</summary>
/// <param name="LoadModel">Loads or trains the model; may take minutes and says how far it is.</param>
/// <param name="OpenStore">Opens the store.</param>
internal sealed record EngineSource(
    Func<Action<ModelStatus>, CancellationToken, ISearchModel> LoadModel,
    Func<SearchSettings, VectorStore> OpenStore);
