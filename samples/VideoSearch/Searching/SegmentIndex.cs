using Microsoft.Extensions.VectorData;
using Microsoft.ML.Umt;
using VideoSearch.Library;

namespace VideoSearch.Searching;

/// <summary>The vectors of all pieces behind the abstractions of Microsoft.Extensions.VectorData: any store that implements them will do.</summary>
internal sealed class SegmentIndex(VectorStoreCollection<string, VideoRecord> records, ClipCatalog catalog)
{
    private const int Batch = 500, MostPieces = 100_000;

    /// <summary>Opens the collection and adds what the catalogue has and the store lacks: a new store is filled without reading any video.</summary>
    /// <param name="startAnew">Whether all that the store holds is thrown away first: it may be of another model, or of videos that have changed.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public async Task OpenAsync(bool startAnew, CancellationToken cancellationToken)
    {
        if (startAnew)
            await records.EnsureCollectionDeletedAsync(cancellationToken);
        await records.EnsureCollectionExistsAsync(cancellationToken);
        foreach (var clips in catalog.SegmentCounts().Chunk(Batch))
        {
            var keys = clips.SelectMany(clip => Enumerable.Range(0, clip.Value).Select(number => SegmentKey.Of(clip.Key, number))).ToList();
            var present = new HashSet<string>();
            await foreach (var record in records.GetAsync(keys, cancellationToken: cancellationToken))
                present.Add(record.Key);
            foreach (var clip in clips.Where(clip => Enumerable.Range(0, clip.Value).Any(number => !present.Contains(SegmentKey.Of(clip.Key, number)))))
                await AddAsync(clip.Key, catalog.Segments(clip.Key), cancellationToken);
        }
    }

    public Task AddAsync(string clipId, IReadOnlyList<ClipSegment> segments, CancellationToken cancellationToken) => segments.Count == 0
        ? Task.CompletedTask
        : records.UpsertAsync(segments.Select(segment => new VideoRecord(SegmentKey.Of(clipId, segment.Number), segment.Vector)), cancellationToken);

    /// <summary>Removes a video; call it before the catalogue forgets its pieces.</summary>
    public Task RemoveAsync(string clipId, CancellationToken cancellationToken) =>
        records.DeleteAsync(catalog.Segments(clipId).Select(segment => SegmentKey.Of(clipId, segment.Number)), cancellationToken);

    /// <summary>The videos whose best piece is most similar to a vector, best first; of the 100,000 most similar pieces at most.</summary>
    /// <param name="vector">What is looked for.</param>
    /// <param name="count">How many videos.</param>
    /// <param name="isVisible">Whether the video with an id may be found. The others take no place; asked again and again for the same ids.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<IReadOnlyList<(string ClipId, double Score)>> FindAsync(float[] vector, int count, Func<string, bool> isVisible, CancellationToken cancellationToken)
    {
        // Several pieces of one video, and those of videos that are not to be seen, may come before the next video: ask for more until there are enough videos.
        for (int wanted = count * 4; ; wanted *= 4)
        {
            var best = new Dictionary<string, double>();
            int found = 0;
            // Ranks exactly alike in all stores of the library; one of another vendor ranks as it does.
            foreach (var result in await records.SearchVideosAsync(new VideoQuery(vector), new VideoSearchOptions { Top = Math.Min(wanted, MostPieces) }, cancellationToken))
            {
                found++;
                string clip = SegmentKey.ClipId(result.Key);
                if (isVisible(clip) && (!best.TryGetValue(clip, out double other) || result.Score > other))
                    best[clip] = result.Score;
            }
            if (best.Count >= count || found < wanted || wanted >= MostPieces)
                return [.. best.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(count).Select(pair => (pair.Key, pair.Value))];
        }
    }
}
