using System.Net;
using System.Net.Http.Json;
using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Modeling;
using VideoSearch.Demo;
using VideoSearch.Indexing;
using VideoSearch.Models;
using VideoSearch.Searching;
using VideoSearch.Tests.Support;

namespace VideoSearch.Tests;

/// <summary>The library's own video-text transformer behind the page: trained for a moment, saved, loaded.</summary>
public sealed class ModelTests(TrainedModel trained) : IClassFixture<TrainedModel>, IDisposable
{
    private readonly TestFolder _videos = new(), _data = new();

    public void Dispose()
    {
        _videos.Dispose();
        _data.Dispose();
    }

    [Fact]
    public void A_saved_model_gives_vectors_times_and_probabilities()
    {
        using var model = trained.Load();
        var clip = ShapeClip.Draw(1, seed: 5)[0];
        File.WriteAllText(_videos["broken.mp4"], "no video");

        float[] text = model.EmbedText(clip.Caption);
        var videos = model.EmbedVideos([DrawnVideo.Of(clip), MLVideo.FromFile(_videos["broken.mp4"])], default);
        var matches = model.Match(clip.Caption, [DrawnVideo.Of(clip), MLVideo.FromFile(_videos["broken.mp4"])], default);

        Assert.Equal(model.Dimension, text.Length);
        Assert.Equal(1, TensorPrimitives.Norm<float>(text), 1e-4);
        Assert.Equal(4, videos[0].Frames.Count);
        Assert.Equal(videos[0].Frames.Select(frame => frame.Time).Order(), videos[0].Frames.Select(frame => frame.Time));
        Assert.All(videos[0].Frames, frame => Assert.Equal(1, TensorPrimitives.Norm<float>(frame.Vector), 1e-3));
        // The similarity of the whole is the mean of the frames'.
        double mean = videos[0].Frames.Average(frame => TensorPrimitives.Dot<float>(frame.Vector, text));
        Assert.Equal(mean, TensorPrimitives.Dot<float>(videos[0].Vector, text), 1e-4);
        Assert.NotNull(videos[1].Error);
        Assert.InRange(matches[0], 0, 1);
        Assert.True(float.IsNaN(matches[1]));
    }

    [Fact]
    public void Only_a_model_that_has_learned_to_match_offers_a_closer_look()
    {
        File.WriteAllLines(_data["vocab.txt"], ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. ShapeWords.All]);
        var mlContext = new MLContext(seed: 1);
        var clips = ShapeClip.Draw(1, seed: 5).Take(4).Select(clip => new VideoSearch.Demo.CaptionedVideo { Video = DrawnVideo.Of(clip), Caption = clip.Caption }).ToList();
        var trainer = mlContext.Umt().Trainers.VideoText(new VideoTextOptions
        {
            Model = new VideoTextPreset
            {
                Name = "tiny",
                Description = "Knows nothing.",
                Config = new VideoTextConfig
                {
                    Vision = new VideoTransformerConfig { ImageSize = DrawnVideo.ImageSize, Frames = 4, TubeletSize = 4, Width = 32, Depth = 1, Heads = 2, Positions = PositionTable.Plain },
                    Text = new BertConfig { Width = 32, Depth = 2, Heads = 2, HiddenWidth = 64, FusionLayer = 1, MaxTokens = 16 },
                    EmbeddingWidth = 16,
                },
                Mean = [0.5f, 0.5f, 0.5f],
                Std = [0.5f, 0.5f, 0.5f],
            },
            VocabularyPath = _data["vocab.txt"],
            TextLength = 12,
            LossWeights = new VideoTextLossWeights { Alignment = 0, Matching = 0, MaskedLanguage = 0 },
            Epochs = 1,
            BatchSize = 4,
            Precision = ComputePrecision.Float32,
        });
        using (var fitted = trainer.Fit(mlContext.Data.LoadFromEnumerable(clips)))
            mlContext.Model.Save(fitted, null, _data["plain.zip"]);

        using var plain = VideoTextSearchModel.Load(_data["plain.zip"], gpu: null);
        using var matching = trained.Load();

        Assert.False(plain.CanMatch);
        Assert.True(matching.CanMatch);
    }

    [Fact]
    public void A_file_without_such_a_model_is_refused_with_advice()
    {
        Assert.Contains("mlContext.Model.Save", Assert.Throws<ArgumentException>(() => VideoTextSearchModel.Load(_data["absent.zip"], null)).Message);
        var mlContext = new MLContext();
        var data = mlContext.Data.LoadFromEnumerable([new VideoSearch.Demo.CaptionedVideo { Caption = "x" }]);
        mlContext.Model.Save(mlContext.Transforms.Conversion.MapValueToKey("Key", "Caption").Fit(data), null, _data["other.zip"]);
        Assert.Contains("no video-text transformer", Assert.Throws<ArgumentException>(() => VideoTextSearchModel.Load(_data["other.zip"], null)).Message);
    }

    [Fact]
    public async Task Home_made_clips_are_indexed_and_searched_with_the_real_model()
    {
        trained.Load().Dispose();
        DemoClips.Make(_videos.Path, seed: 9, default, singles: 3, reels: 1);
        await using var server = await SearchServer.StartAsync(
            _videos.Path, _data.Path, change: settings => settings with { SegmentLength = TimeSpan.FromSeconds(3) }, model: (_, _) => trained.Load());
        await server.AddAsync(_videos.Path);

        var hits = await server.SearchAsync("a red circle moves to the left", closer: true);

        Assert.Equal(4, hits.Count);
        Assert.All(hits, hit => Assert.InRange(hit.GetProperty("match").GetDouble(), 0, 1));
        var reel = hits.Single(hit => hit.GetProperty("name").GetString()!.StartsWith("reel", StringComparison.Ordinal));
        // 18 seconds in six pieces, each with a vector for every fourth of its frames.
        Assert.Equal(24, reel.GetProperty("timeline").GetArrayLength());
        Assert.Contains(", then a ", reel.GetProperty("caption").GetString());
    }

    [Fact]
    public async Task The_page_says_how_far_the_model_is_and_why_it_failed()
    {
        using var go = new ManualResetEventSlim();
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path, model: (report, token) =>
        {
            report(new ModelStatus(false, "Training, pass 1 of 2", 0.25));
            go.Wait(token);
            throw new ArgumentException("There is no model 'x.zip'.");
        }, wait: false);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.Client.PostAsJsonAsync("/api/search", new { text = "red" })).StatusCode);
        Assert.Contains("pass 1 of 2", await server.Client.GetStringAsync("/api/status"));

        go.Set();
        await Assert.ThrowsAsync<ArgumentException>(() => server.Get<EngineHost>().Engine);

        string status = await server.Client.GetStringAsync("/api/status");
        Assert.Contains("\"hasFailed\":true", status);
        Assert.Contains("x.zip", status);
        Assert.Equal(IndexingState.Idle, server.Indexer.Progress.Latest.State);
    }
}
