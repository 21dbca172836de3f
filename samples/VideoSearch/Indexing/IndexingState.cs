using System.Text.Json.Serialization;

namespace VideoSearch.Indexing;

/// <summary>What the indexer is doing.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IndexingState>))]
internal enum IndexingState
{
    /// <summary>Nothing, and nothing was asked for yet.</summary>
    Idle,

    /// <summary>A folder waits until the model can be used.</summary>
    WaitingForModel,

    /// <summary>Looking for videos.</summary>
    Scanning,

    /// <summary>Reading videos.</summary>
    Indexing,

    /// <summary>All folders are done.</summary>
    Done,

    /// <summary>The visitor has stopped it; what was read stays.</summary>
    Cancelled,

    /// <summary>It could not go on.</summary>
    Failed,
}
