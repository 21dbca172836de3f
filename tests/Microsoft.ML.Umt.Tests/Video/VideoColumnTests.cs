using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Tests.Video;

/// <summary>Videos as values of ML.NET columns.</summary>
public class VideoColumnTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void MembersWorkWithAndWithoutTheAttributeAndReadEachOther()
    {
        var videos = new[] { MLVideo.FromFile("a.mp4"), MLVideo.FromFile("b.mp4", TimeSpan.FromSeconds(1)) };
        var plain = _context.Data.LoadFromEnumerable(videos.Select(video => new Plain { Video = video }));
        var marked = _context.Data.LoadFromEnumerable(videos.Select(video => new Marked { Video = video }));
        foreach (var data in (IDataView[])[plain, marked])
        {
            Assert.IsType<VideoDataViewType>(data.Schema["Video"].Type);
            Assert.Equal("Video", data.Schema["Video"].Type.ToString());
            Assert.Equal(videos, _context.Data.CreateEnumerable<Plain>(data, reuseRowObject: false).Select(row => row.Video));
            Assert.Equal(videos, _context.Data.CreateEnumerable<Marked>(data, reuseRowObject: false).Select(row => row.Video));
        }
    }

    [Fact]
    public void PredictionEnginesTakeAndGiveVideos()
    {
        var copy = _context.Transforms.CopyColumns("Copy", "Video").Fit(_context.Data.LoadFromEnumerable([new Plain { Video = MLVideo.FromFile("a.mp4") }]));
        using var engine = _context.Model.CreatePredictionEngine<Plain, Copied>(copy);
        var video = MLVideo.FromFile("b.mp4");
        Assert.Same(video, engine.Predict(new Plain { Video = video }).Copy);
    }

    [Fact]
    public void TheTypeHasNoParameters()
    {
        Assert.Equal(new VideoDataViewType(), new VideoDataViewType());
        Assert.Equal(new VideoDataViewType().GetHashCode(), new VideoDataViewType().GetHashCode());
        Assert.NotEqual<DataViewType>(new VideoDataViewType(), TextDataViewType.Instance);
        Assert.Equal(new VideoTypeAttribute(), new VideoTypeAttribute());
        Assert.Equal(typeof(MLVideo), new VideoDataViewType().RawType);
    }

    private sealed class Plain
    {
        public MLVideo Video { get; set; } = null!;
    }

    private sealed class Marked
    {
        [VideoType]
        public MLVideo Video { get; set; } = null!;
    }

    private sealed class Copied
    {
        public MLVideo Copy { get; set; } = null!;
    }
}
