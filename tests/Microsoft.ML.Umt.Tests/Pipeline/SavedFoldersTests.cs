using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Tests.Featurization;
using Microsoft.ML.Umt.Tests.Video;

namespace Microsoft.ML.Umt.Tests.Pipeline;

/// <summary>A model file never says which programs run, nor where files are written.</summary>
public sealed class SavedFoldersTests(ClipFactory clips) : IClassFixture<ClipFactory>
{
    [Fact]
    public void FoldersOfTheMachineAreNotSavedWithTheModel()
    {
        var context = new MLContext(seed: 1);
        var options = TinyEncoder.Options();
        options.Reading.Decode.FfmpegFolder = clips.FakePrograms("planted", "exit 1", "exit 1");
        options.Reading.Decode.TemporaryFolder = Directory.CreateDirectory(Path.Combine(clips.Folder, "planted-temporary")).FullName;
        var view = context.Data.LoadFromEnumerable([new VideoRow { Video = MLVideo.FromFile(clips.Small) }]);
        using var fitted = context.Transforms.FeaturizeVideo("Features", "Video", options).Fit(view);
        using var file = new MemoryStream();
        context.Model.Save(fitted, view.Schema, file);

        file.Position = 0;
        var loaded = context.Model.Load(file, out _);
        using var owned = loaded as IDisposable;
        // The planted programs read nothing; those of the machine do.
        var row = Assert.Single(context.Data.CreateEnumerable<FeatureRow>(loaded.Transform(view), reuseRowObject: false));
        Assert.All(row.Features, value => Assert.True(float.IsFinite(value)));
    }
}
