using VideoSearch.Models;

namespace VideoSearch.Searching;

/// <summary>A model and the vectors that it made.</summary>
internal sealed record SearchEngine(ISearchModel Model, SegmentIndex Index);
