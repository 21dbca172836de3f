using Microsoft.ML.Data;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Conformance;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Pretraining;

/// <summary>What becomes of a pretrained encoder: names of the export, features, classifiers, further pretraining.</summary>
public sealed class PretrainedExportTests : IDisposable
{
    private readonly TinyPretraining _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void The_export_has_the_authors_names_and_starts_another_pretraining()
    {
        var options = _tiny.Options();
        options.AlignedLayers = 2;
        options.Epochs = 1;
        var path = Export(options);
        using var student = new MaskedVideoTransformer(new()
        {
            Encoder = TinyPretraining.Student.Video!,
            AlignedLayers = 2,
            TeacherWidth = TinyPretraining.Clip.OutputWidth,
        });
        using (var file = SafetensorsFile.Read(path))
        {
            Assert.Equal(student.state_dict().Keys.Order(), file.Tensors.Keys.Order());
            Assert.Contains("encoder.blocks.0.attn.q_bias", file.Tensors.Keys);
            Assert.Contains("clip_decoder.1.head.weight", file.Tensors.Keys);
            Assert.Equal("tiny-student", file.Metadata["umt.preset"]);
        }
        options.StudentCheckpointPath = path;
        options.LearningRate = options.MinimumLearningRate = 1e-9;
        using var continued = SafetensorsFile.Read(Export(options));
        using var start = SafetensorsFile.Read(path);
        Assert.All(start.Tensors, entry => Assert.True(allclose(entry.Value, continued.Tensors[entry.Key], atol: 1e-6)));
    }

    [Fact]
    public void The_transformer_and_FeaturizeVideo_agree_before_and_after_saving()
    {
        var options = _tiny.Options();
        options.Epochs = 1;
        using var model = _tiny.Fit(options);
        var path = Path.Combine(_tiny.Folder, "export.safetensors");
        model.SaveCheckpoint(path);
        var expected = model.Featurize(_tiny.Videos);
        Assert.Equal(TinyPretraining.Student.Width, expected[0].Length);
        Assert.NotEqual(expected[0], expected[1]);

        var featurize = new VideoFeaturizationOptions { Model = model.Encoder, CheckpointPath = path, Precision = ComputePrecision.Float32, BatchSize = 3 };
        using var featurizer = _tiny.Context.Transforms.FeaturizeVideo("Features", "Video", featurize).Fit(_tiny.View);
        var found = featurizer.Featurize(_tiny.Videos);
        for (var i = 0; i < expected.Count; i++)
            Assert.All(expected[i].Zip(found[i].Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));

        using var stream = new MemoryStream();
        _tiny.Context.Model.Save(model, null, stream);
        stream.Position = 0;
        using var loaded = (MaskedTeacherTransformer)new MLContext().Model.Load(stream, out _);
        loaded.SaveCheckpoint(path + "2");
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(path + "2"));
        Assert.Equal(expected[3], loaded.Featurize(_tiny.Videos)[3]);
        loaded.Dispose();
        Assert.Throws<ObjectDisposedException>(() => loaded.SaveCheckpoint(path + "3"));
    }

    [Theory]
    [InlineData(PretrainingObjective.Alignment, VideoTrainingDepth.Head)]
    [InlineData(PretrainingObjective.Alignment, VideoTrainingDepth.Full)]
    [InlineData(PretrainingObjective.PixelReconstruction, VideoTrainingDepth.Full)]
    public void A_classifier_starts_from_the_export(PretrainingObjective objective, VideoTrainingDepth depth)
    {
        var options = _tiny.Options();
        (options.Objective, options.Student, options.Epochs, options.BatchSize) = (objective, ModelPresets.Get("umt-xs16"), 1, 4);
        var path = Export(options);
        var rows = _tiny.Videos.Select((video, i) => new LabelledRow { Video = video, Label = i % 2 == 0 ? "even" : "odd" });
        var view = _tiny.Context.Data.LoadFromEnumerable(rows);
        var pipeline = _tiny.Context.Transforms.Conversion.MapValueToKey("Label")
            .Append(_tiny.Context.MulticlassClassification.Trainers.VideoClassification(new VideoClassificationOptions
            {
                Encoder = VideoEncoderSource.FromCheckpoint(path, "umt-xs16"),
                Depth = depth,
                Epochs = 1,
                BatchSize = 4,
                Precision = ComputePrecision.Float32,
            }));
        using var model = pipeline.Fit(view);
        var scores = model.Transform(view).GetColumn<float[]>("Score").ToArray();
        Assert.All(scores, row => Assert.Equal(1, row.Sum(), 1e-4));
    }

    private string Export(MaskedTeacherOptions options)
    {
        var path = Path.Combine(_tiny.Folder, $"{Guid.NewGuid():N}.safetensors");
        using var model = _tiny.Fit(options);
        model.SaveCheckpoint(path);
        return path;
    }

    private sealed class LabelledRow
    {
        public MLVideo? Video { get; set; }

        public string Label { get; set; } = "";
    }
}
