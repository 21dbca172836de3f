using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Tests.Retrieval.Annotations;

/// <summary>Video folders: names that lead out, missing files, and the rows as data views.</summary>
public sealed class VideoFilesTests : IDisposable
{
    private readonly AnnotationFolder _folder = new();
    private readonly string _videos;
    private readonly string _list;

    public VideoFilesTests()
    {
        _videos = Path.GetDirectoryName(_folder.Write("videos/1.mp4", "x"))!;
        _folder.Write("videos/sub/2.mp4", "x");
        _folder.Write("secret.mp4", "x");
        _list = _folder.Write("a.json", """
            [{"video": "1.mp4", "caption": "one"}, {"video": "gone.mp4", "caption": "two"}, {"video": "sub/2.mp4", "caption": "three"}, {"video": "gone.mp4", "caption": "four"}]
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void MissingVideosAreAnErrorThatCountsAndNamesThem()
    {
        var rows = VideoAnnotations.ReadCaptions(_list, new VideoAnnotationOptions { VideoFolder = _videos });
        var error = Assert.Throws<FileNotFoundException>(() => rows.First());
        Assert.Contains("1 of 3 videos are not in", error.Message, StringComparison.Ordinal);
        Assert.Contains("gone.mp4", error.Message, StringComparison.Ordinal);
        Assert.Equal(["gone.mp4"], VideoAnnotations.FindMissingVideos(_list, new VideoAnnotationOptions { VideoFolder = _videos }));
    }

    [Fact]
    public void MissingVideosMayBeKeptOrSkippedAndTheLogSaysSo()
    {
        var context = new MLContext();
        var log = new List<string>();
        context.Log += (_, e) => log.Add(e.Message);
        var kept = context.Data.LoadVideoCaptions(_list, new VideoAnnotationOptions { VideoFolder = _videos, MissingVideos = MissingVideos.Keep });
        Assert.Equal([true, false, true, false], kept.GetColumn<bool>("VideoExists"));
        Assert.Contains(log, line => line.Contains("1 videos are missing and kept: gone.mp4", StringComparison.Ordinal));
        var skipped = context.Data.LoadVideoCaptions(_list, new VideoAnnotationOptions { VideoFolder = _videos, MissingVideos = MissingVideos.Skip });
        Assert.Equal(["one", "three"], skipped.GetColumn<string>("Caption"));
        Assert.Contains(log, line => line.Contains("1 videos are missing and left out", StringComparison.Ordinal));
        Assert.Equal([Path.Combine(_videos, "1.mp4"), Path.Combine(_videos, "sub", "2.mp4")], skipped.GetColumn<string>("Path"));
    }

    [Theory]
    [InlineData("../secret.mp4")]
    [InlineData("sub/../../secret.mp4")]
    [InlineData("..\\\\secret.mp4")]
    [InlineData("/etc/passwd")]
    [InlineData("\\\\\\\\server\\\\share\\\\x.mp4")]
    [InlineData("C:\\\\x.mp4")]
    [InlineData("C:x.mp4")]
    public void NamesThatLeadOutOfTheFolderAreRefused(string name)
    {
        var list = _folder.Write("evil.json", $$"""[{"video": "{{name}}", "caption": "x"}]""");
        foreach (var policy in Enum.GetValues<MissingVideos>())
        {
            var error = Assert.Throws<InvalidDataException>(() =>
                VideoAnnotations.ReadCaptions(list, new VideoAnnotationOptions { VideoFolder = _videos, MissingVideos = policy }).Count());
            Assert.Contains("leads out of the video folder", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AbsentFilesAndFoldersAreNamedAtOnce()
    {
        Assert.Throws<FileNotFoundException>(() => VideoAnnotations.ReadCaptions("nowhere.json"));
        Assert.Throws<DirectoryNotFoundException>(() => VideoAnnotations.ReadCaptions(_list, new VideoAnnotationOptions { VideoFolder = "nowhere" }));
        Assert.Throws<ArgumentException>(() => VideoAnnotations.FindMissingVideos(_list, new VideoAnnotationOptions()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VideoAnnotationOptions { MaxRecordBytes = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VideoAnnotationOptions { MissingVideos = (MissingVideos)9 });
    }

    [Fact]
    public void RowsAreADataViewWithTypedColumns()
    {
        var context = new MLContext();
        var captions = context.Data.LoadVideoCaptions(_list);
        Assert.Equal(4, captions.GetColumn<string>("Caption").Count());
        Assert.Equal(4, captions.GetColumn<string>("Caption").Count()); // A second pass reads the file again.
        var videos = context.Data.LoadCaptionedVideos(_list);
        Assert.Equal(["one", "two|four", "three"], videos.GetColumn<string[]>("Caption").Select(texts => string.Join('|', texts)));
        Assert.Equal(["1.mp4", "gone.mp4", "sub/2.mp4"], videos.GetColumn<string>("Video"));
        var questions = context.Data.LoadVideoQuestions(_folder.Write("qa.json", """[{"video": "1.mp4", "question": "what?", "answer": ["a", "b"]}]"""));
        Assert.Equal(["a", "b"], questions.GetColumn<string[]>("Answer").Single());
        var choices = context.Data.LoadVideoChoices(_folder.Write("mc.json", """[{"video": "1.mp4", "caption": ["a", "b"], "answer": 1}]"""), _videos);
        Assert.Equal(1, choices.GetColumn<int>("Answer").Single());
        Assert.IsType<VectorDataViewType>(choices.Schema["Options"].Type);
    }

    [Fact]
    public void ChangingTheOptionsAfterwardsChangesNothing()
    {
        var options = new VideoAnnotationOptions { VideoExtension = ".x" };
        var rows = VideoAnnotations.ReadCaptions(_list, options);
        options.VideoExtension = ".y";
        Assert.EndsWith(".x", rows.First().Video, StringComparison.Ordinal);
    }
}
