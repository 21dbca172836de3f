using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>Tells whether a training goes on with the data it was begun with.</summary>
internal static class ItemsIdentity
{
    /// <summary>A text that changes when items are added, taken away, reordered or get other texts. Folders do not count: data may move between two runs.</summary>
    public static string Of<TItem>(IReadOnlyList<TItem> items, Func<TItem, string> text) where TItem : IMediaItem
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var item in items)
        {
            var name = Path.GetFileName(item.Video?.Path) ?? item.Video?.Name;
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name}|{item.Video?.Start?.Ticks}|{item.Video?.End?.Ticks}|{text(item)}\n")));
        }
        return $"{items.Count} ({Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8))})";
    }
}
