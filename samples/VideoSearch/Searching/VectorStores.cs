using Microsoft.Extensions.VectorData;
using Microsoft.ML.Umt;

namespace VideoSearch.Searching;

/// <summary>Opens the store that the settings name. This is the one place to change for another database.</summary>
internal static class VectorStores
{
    public static VectorStore Open(SearchSettings settings)
    {
        Directory.CreateDirectory(settings.IndexFolder);
        return settings.Store switch
        {
            StoreKind.DuckDb => new DuckDBVideoStore(Path.Combine(settings.IndexFolder, "segments.duckdb")),
            _ => new VideoIndexStore(settings.IndexFolder),
        };
    }
}
