using Microsoft.Data.Sqlite;

namespace Microsoft.ML.Umt.Tests.Retrieval.Annotations;

public sealed class SqliteAnnotationsTests : IDisposable
{
    private readonly AnnotationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void RowsComeInTheOrderOfTheirIds()
    {
        var path = Make("a.sqlite.db", "CREATE TABLE annos(id INTEGER PRIMARY KEY, video TEXT, caption TEXT); INSERT INTO annos VALUES (1, 'b.mp4', 'two'), (0, 'a.mp4', 'one')");
        var rows = VideoAnnotations.ReadCaptions(path).ToArray();
        Assert.Equal([("a.mp4", "one", 0L, false), ("b.mp4", "two", 1L, false)], rows.Select(row => (row.Video, row.Caption, row.Record, row.IsImage)));
        var image = Assert.Single(VideoAnnotations.ReadCaptions(Make("image.db", "CREATE TABLE annos(id INTEGER PRIMARY KEY, image TEXT, caption TEXT); INSERT INTO annos VALUES (0, 'a.jpg', 'one')")));
        Assert.True(image.IsImage);
    }

    [Fact]
    public void SeveralPassesAtOnceAndNothingIsWritten()
    {
        var path = Make("a.db", "CREATE TABLE annos(id INTEGER PRIMARY KEY, video TEXT, caption TEXT); INSERT INTO annos VALUES (0, 'a.mp4', 'one'), (1, 'b.mp4', 'two')");
        var before = File.ReadAllBytes(path);
        var rows = VideoAnnotations.ReadCaptions(path);
        Assert.All(rows.Zip(rows), pair => Assert.Equal(pair.First.Video, pair.Second.Video));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
        File.Delete(path);
    }

    [Theory]
    [InlineData("CREATE TABLE other(x)", "there is no table 'annos'; there are other")]
    [InlineData("CREATE TABLE annos(id INTEGER PRIMARY KEY, video TEXT)", "must have the columns")]
    [InlineData("CREATE TABLE annos(id INTEGER PRIMARY KEY, clip TEXT, caption TEXT)", "it has id, clip, caption")]
    [InlineData("CREATE TABLE t(video, caption); CREATE VIEW annos AS SELECT video, caption FROM t", "no table 'annos'")]
    [InlineData("CREATE TABLE annos(video, caption); INSERT INTO annos VALUES ('a', NULL)", "record 0: \"caption\" must be text")]
    [InlineData("CREATE TABLE annos(video, caption); INSERT INTO annos VALUES ('a', 'x'), (x'00ff', 'x')", "record 1: \"video\" must be text")]
    [InlineData("CREATE TABLE annos(video, caption); INSERT INTO annos VALUES ('a', replace(hex(zeroblob(100000)), '0', 'x'))", "MaxRecordBytes")]
    [InlineData("CREATE TABLE annos(video, caption AS (load_extension('evil'))); INSERT INTO annos(video) VALUES ('a')", "SQLite cannot read it")]
    public void WhatDoesNotFitIsNamed(string schema, string reason)
    {
        string path;
        try
        {
            path = Make("bad.db", schema);
        }
        catch (SqliteException) when (schema.Contains("load_extension", StringComparison.Ordinal))
        {
            return; // This SQLite refuses to make such a table at all.
        }
        var error = Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadCaptions(path, new VideoAnnotationOptions { MaxRecordBytes = 1 << 16 }).Count());
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedFilesAreRefusedAndNeverCrash()
    {
        var rows = string.Join(", ", Enumerable.Range(0, 500).Select(i => $"({i}, 'video{i}.mp4', 'caption number {i} of many')"));
        var whole = File.ReadAllBytes(Make("whole.db", $"CREATE TABLE annos(id INTEGER PRIMARY KEY, video TEXT, caption TEXT); INSERT INTO annos VALUES {rows}"));
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var damaged = (byte[])whole.Clone();
            for (var change = 0; change < 1 + i % 40; change++)
                damaged[16 + random.Next(damaged.Length - 16)] = (byte)random.Next(256);
            var path = _folder.Write($"damaged{i}.db", i % 5 == 0 ? damaged[..random.Next(16, damaged.Length)] : damaged);
            try
            {
                Assert.InRange(VideoAnnotations.ReadCaptions(path).Count(), 0, 100_000);
            }
            catch (InvalidDataException error)
            {
                Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
            }
        }
        var notOne = Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadCaptions(_folder.Write("not.db", "This is no database.")).Count());
        Assert.Contains("no annotation file", notOne.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:x.db")]
    [InlineData(":memory:")]
    [InlineData("a;Mode=ReadWriteCreate.db")]
    [InlineData("q?mode=rwc#x.db")]
    [InlineData("it's \"one\".db")]
    public void OddFileNamesAreJustNames(string name)
    {
        if (OperatingSystem.IsWindows())
            return; // These are no file names there.
        var made = Make("plain.db", "CREATE TABLE annos(video, caption); INSERT INTO annos VALUES ('a.mp4', 'one')");
        var path = Path.Combine(_folder.Path, name);
        File.Move(made, path);
        Assert.Equal("a.mp4", Assert.Single(VideoAnnotations.ReadCaptions(path)).Video);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    private string Make(string name, string sql)
    {
        var path = Path.Combine(_folder.Path, name);
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        return path;
    }
}
