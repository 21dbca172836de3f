namespace Microsoft.ML.Umt.Retrieval.Storage;

/// <summary>Brings the rows of a data view into an index, batch by batch.</summary>
internal static class RecordFeed
{
    public static VideoIndexProgress Run(VideoIndex index, IDataView data, VideoIndexColumns columns, Action<VideoIndexProgress>? progress, CancellationToken cancellationToken)
    {
        using var reader = new RecordReader(data, columns);
        var (batch, skipped, added) = (new List<VideoRecord>(), new List<string>(), 0);
        while (reader.TryRead(out var key, out var record))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (record is null)
                skipped.Add(key);
            else
                batch.Add(record);
            if (batch.Count >= columns.BatchSize)
                Commit();
        }
        Commit();
        return Report();

        void Commit()
        {
            index.Upsert(batch);
            added += batch.Count;
            batch.Clear();
            progress?.Invoke(Report());
        }

        VideoIndexProgress Report() => new(added, [.. skipped]);
    }
}
