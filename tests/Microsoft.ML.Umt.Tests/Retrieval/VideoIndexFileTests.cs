namespace Microsoft.ML.Umt.Tests.Retrieval;

public sealed class VideoIndexFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("umt-index-").FullName;

    private string Log => Path.Combine(_folder, "videos.log");

    private string Snapshot => Path.Combine(_folder, "videos.index");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(EmbeddingStorage.Float32, false)]
    [InlineData(EmbeddingStorage.Float16, true)]
    public void A_saved_index_is_the_same_after_loading(EmbeddingStorage storage, bool normalize)
    {
        using var index = Full(new VideoIndex(5, new() { Storage = storage, Normalize = normalize }));
        var file = Path.Combine(_folder, "clips.umtindex");
        index.Save(file);
        index.Upsert(new VideoRecord("later", new float[] { 1, 1, 1, 1, 1 }));
        using (var loaded = VideoIndex.Load(file))
        {
            Assert.Equal((storage, normalize, 5, null), (loaded.Storage, loaded.Normalize, loaded.Dimensions, loaded.Folder));
            Assert.False(loaded.Contains("later"));
            index.Remove("later");
            AssertEqual(index, loaded);
            // Another round changes nothing any more.
            loaded.Save(file);
        }
        using var again = VideoIndex.Load(file);
        AssertEqual(index, again);
        Assert.Equal([file], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_folder_keeps_every_change()
    {
        using var twin = Full(new VideoIndex(5));
        using (var index = Full(VideoIndex.Open(_folder, 5)))
            AssertEqual(twin, index);
        using (var index = VideoIndex.Open(_folder))
        {
            AssertEqual(twin, index);
            Assert.Null(index.RecoveryNote);
            index.Compact();
            AssertEqual(twin, index);
            index.Remove("clip-00011.mp4");
            twin.Remove("clip-00011.mp4");
        }
        Assert.True(new FileInfo(Log).Length < 200, "The log was to be emptied.");
        using (var index = VideoIndex.Open(_folder, 5, new()))
            AssertEqual(twin, index);
    }

    [Fact]
    public void The_log_is_emptied_before_it_grows_without_bound()
    {
        using (var index = VideoIndex.Open(_folder, 1024))
        {
            var records = Vectors.Records(2000, 1024);
            for (var round = 0; round < 12; round++)
                index.Upsert(records);
        }
        Assert.True(File.Exists(Snapshot));
        Assert.InRange(new FileInfo(Log).Length, 0, 80L << 20);
        using var again = VideoIndex.Open(_folder);
        Assert.Equal(2000, again.Count);
    }

    [Fact]
    public void One_at_a_time_has_the_folder()
    {
        using var index = VideoIndex.Open(_folder, 2);
        Assert.Contains("One process at a time", Assert.Throws<VideoIndexException>(() => VideoIndex.Open(_folder, 2)).Message);
        index.Dispose();
        VideoIndex.Open(_folder, 2).Dispose();
    }

    [Fact]
    public void What_is_asked_for_must_fit_what_is_there()
    {
        Assert.Contains("dimensions", Assert.Throws<ArgumentException>(() => VideoIndex.Open(_folder)).Message);
        VideoIndex.Open(_folder, 2, new() { Storage = EmbeddingStorage.Float16 }).Dispose();
        Assert.Contains("3 dimensions", Assert.Throws<VideoIndexException>(() => VideoIndex.Open(_folder, 3)).Message);
        Assert.Throws<VideoIndexException>(() => VideoIndex.Open(_folder, 2, new()));
        Assert.Throws<VideoIndexException>(() => VideoIndex.Open(_folder, 2, new() { Storage = EmbeddingStorage.Float16, Normalize = true }));
        VideoIndex.Open(_folder, 2).Dispose();
    }

    [Fact]
    public void A_log_cut_anywhere_gives_the_changes_before_the_cut()
    {
        // After each change: the length of the log and the keys.
        var states = new List<(long Length, string[] Keys)>();
        using (var index = VideoIndex.Open(_folder, 2))
        {
            Note();
            foreach (var i in Enumerable.Range(0, 3))
            {
                index.Upsert([new VideoRecord($"a{i}", new float[] { i, 1 }) { Title = "t" }, new VideoRecord($"b{i}", new float[] { i, 2 })]);
                Note();
            }
            index.Remove(["a1", "b2"]);
            Note();

            void Note() => states.Add((new FileInfo(Log).Length, [.. index.Keys]));
        }
        var whole = File.ReadAllBytes(Log);
        for (var length = (int)states[0].Length; length <= whole.Length; length++)
        {
            File.WriteAllBytes(Log, whole[..length]);
            var expected = states.Last(state => state.Length <= length);
            using (var index = VideoIndex.Open(_folder))
            {
                Assert.Equal(expected.Keys, index.Keys);
                Assert.Equal(expected.Length != length, index.RecoveryNote is not null);
                index.Upsert(new VideoRecord("new", new float[] { 1, 1 }));
            }
            using (var index = VideoIndex.Open(_folder))
                Assert.Equal([.. expected.Keys, "new"], index.Keys);
        }
    }

    [Fact]
    public void A_damaged_log_is_an_error_that_says_where_and_can_be_cut()
    {
        long first;
        using (var index = VideoIndex.Open(_folder, 2))
        {
            index.Upsert(new VideoRecord("one", new float[] { 1, 0 }));
            first = new FileInfo(Log).Length;
            index.Upsert(new VideoRecord("two", new float[] { 2, 0 }));
            index.Upsert(new VideoRecord("three", new float[] { 3, 0 }));
        }
        var whole = File.ReadAllBytes(Log);
        // In the head and in the content of the second change; whatever the byte, nothing of it is taken for good.
        foreach (var offset in Enumerable.Range((int)first, 60))
        {
            var damaged = (byte[])whole.Clone();
            damaged[offset] ^= 0x41;
            File.WriteAllBytes(Log, damaged);
            var error = Assert.Throws<VideoIndexException>(() => VideoIndex.Open(_folder));
            Assert.Contains($"behind byte {first}", error.Message);
            Assert.Contains(Log, error.Message);
        }
        using (var index = VideoIndex.Open(_folder, null, new() { RecoverDamagedLog = true }))
        {
            Assert.Equal(["one"], index.Keys);
            Assert.Contains("cut off", index.RecoveryNote);
        }
        VideoIndex.Open(_folder).Dispose();
        Assert.Equal(first, new FileInfo(Log).Length);
    }

    [Fact]
    public void Zeros_behind_the_log_are_an_unfinished_change()
    {
        using (var index = VideoIndex.Open(_folder, 2))
            index.Upsert(new VideoRecord("one", new float[] { 1, 0 }));
        File.AppendAllText(Log, new string('\0', 5000));
        using var again = VideoIndex.Open(_folder);
        Assert.Equal(["one"], again.Keys);
        Assert.NotNull(again.RecoveryNote);
    }

    [Fact]
    public void A_snapshot_with_any_byte_changed_or_cut_is_refused()
    {
        var file = Path.Combine(_folder, "clips.umtindex");
        using (var index = new VideoIndex(3))
        {
            index.Upsert(new VideoRecord("a", new float[] { 1, 2, 3 }) { Title = "t", Metadata = new Dictionary<string, string> { ["m"] = "v" }, Frames = [new(TimeSpan.FromSeconds(1), new float[] { 1, 2, 3 })] });
            index.Upsert(new VideoRecord("b", new float[] { 1, 2, 3 }));
            index.Save(file);
        }
        var whole = File.ReadAllBytes(file);
        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[i] ^= 0x41;
            File.WriteAllBytes(file, damaged);
            Assert.Contains(file, Assert.Throws<VideoIndexException>(() => VideoIndex.Load(file)).Message);
            File.WriteAllBytes(file, whole[..i]);
            Assert.Throws<VideoIndexException>(() => VideoIndex.Load(file));
        }
        File.WriteAllBytes(file, [.. whole, 0]);
        Assert.Throws<VideoIndexException>(() => VideoIndex.Load(file));
        Assert.Throws<FileNotFoundException>(() => VideoIndex.Load(file + "x"));
    }

    [Theory]
    [InlineData(int.MaxValue, 65_536)]
    [InlineData(1_000_000_000, 512)]
    [InlineData(-1, 512)]
    [InlineData(10, 0)]
    [InlineData(10, -5)]
    public void A_header_that_lies_costs_no_memory(int rows, int dimensions)
    {
        // A header whose checksum fits, as whoever makes such a file would see to.
        var header = new byte[48];
        "UMTVIDX\n"u8.CopyTo(header);
        BitConverter.TryWriteBytes(header.AsSpan(8), 1);
        BitConverter.TryWriteBytes(header.AsSpan(16), dimensions);
        BitConverter.TryWriteBytes(header.AsSpan(24), (long)rows);
        BitConverter.TryWriteBytes(header.AsSpan(40), System.IO.Hashing.XxHash3.HashToUInt64(header.AsSpan(0, 40)));
        File.WriteAllBytes(Snapshot, [.. header, .. new byte[1000]]);
        var before = GC.GetTotalAllocatedBytes();
        Assert.Throws<VideoIndexException>(() => VideoIndex.Load(Snapshot));
        Assert.Throws<VideoIndexException>(() => VideoIndex.Open(_folder, 512));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 50 << 20);
    }

    [Fact]
    public void A_failed_save_leaves_the_file_before()
    {
        var file = Path.Combine(_folder, "clips.umtindex");
        using var index = new VideoIndex(2);
        index.Upsert(new VideoRecord("a", new float[2]));
        index.Save(file);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => index.Save(file, cancelled.Token));
        Assert.Equal([file], Directory.GetFiles(_folder));
        Assert.Equal(1, VideoIndex.Load(file).Count);
        Assert.ThrowsAny<IOException>(() => index.Save(Path.Combine(_folder, "no", "such", "folder")));
    }

    [Fact]
    public void A_log_without_its_snapshot_is_refused()
    {
        using (var index = VideoIndex.Open(_folder, 2))
        {
            index.Upsert(new VideoRecord("a", new float[2]));
            index.Compact();
            index.Upsert(new VideoRecord("b", new float[2]));
        }
        File.Delete(Snapshot);
        Assert.Contains("does not follow", Assert.Throws<VideoIndexException>(() => VideoIndex.Open(_folder)).Message);
    }

    [Fact]
    public void An_old_log_beside_a_newer_snapshot_is_not_applied_again()
    {
        using (var index = VideoIndex.Open(_folder, 2))
        {
            index.Upsert(new VideoRecord("a", new float[] { 1, 0 }));
            index.Upsert(new VideoRecord("b", new float[] { 1, 0 }));
        }
        var log = File.ReadAllBytes(Log);
        using (var index = VideoIndex.Open(_folder))
        {
            index.Remove("a");
            index.Compact();
        }
        // What a kill between the two renamings leaves, had the removal been in the log.
        File.WriteAllBytes(Log, log);
        using var again = VideoIndex.Open(_folder);
        Assert.Equal(["b"], again.Keys);
    }

    private static VideoIndex Full(VideoIndex index)
    {
        index.Upsert(Vectors.Records(3000, 5));
        index.Upsert(Enumerable.Range(0, 20).Select(i => new VideoRecord($"clip-{i * 7:D5}.mp4", Vectors.Random(new Random(i), 5))
        {
            Path = i % 2 == 0 ? $"/videos/ä {i}.mp4" : null,
            Title = i % 3 == 0 ? "\U0001F600 \"quoted\" 'title'" : null,
            Metadata = i % 4 == 0 ? new Dictionary<string, string> { ["name"] = $"value {i}", ["empty"] = "" } : new Dictionary<string, string>(),
            Frames = [.. Enumerable.Range(0, i % 5).Select(frame => new VideoFrameEmbedding(TimeSpan.FromSeconds(frame / 3.0), Vectors.Random(new Random(frame), 5)))],
        }));
        index.Remove(["clip-00000.mp4", "clip-00010.mp4"]);
        return index;
    }

    private static void AssertEqual(VideoIndex expected, VideoIndex actual) => Assert.Equal(expected.Records().Select(Text), actual.Records().Select(Text));

    private static string Text(VideoRecord record) => $"{record.Key}|{record.Path}|{record.Title}|{record.Payload}|{Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(record.Embedding.Span))}";
}
