using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>Tells whether a training goes on with the data it was begun with.</summary>
internal static class ItemsIdentity
{
    /// <summary>A text that changes when items are added, taken away, reordered or get other texts. Folders do not count: data may move between two runs.</summary>
    public static string Of<TItem>(IReadOnlyList<TItem> items, Func<TItem, string> text) where TItem : IMediaItem =>
        VideoListIdentity.Of(items.Select(item => (item.Video, (string?)text(item))));
}
