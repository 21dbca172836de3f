using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Checkpoints;

/// <summary>Every file of <c>checkpoints/expected.json</c> gives its expected result.</summary>
public class ExpectedResultsTests
{
    public static TheoryData<string> Loadable => ExpectedFile.Rows("ok", "report");

    public static TheoryData<string> Bad => ExpectedFile.Rows("error");

    [SharedFact("fixtures/checkpoints/expected.json")]
    public void Every_listed_file_is_tested_where_the_shared_data_is() =>
        Assert.Equal(ExpectedFile.All.Count, Loadable.Count + Bad.Count);

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_files_are_refused_with_a_reason(string name)
    {
        var file = ExpectedFile.Get(name);
        var error = Assert.Throws<CheckpointException>(() => Checkpoint.Open(file.Path).Dispose());
        Assert.Equal(file.Path, error.File);
        Assert.Contains(name, error.Message);
        if (name.StartsWith("evil_", StringComparison.Ordinal) && name != "evil_legacy.pth")
            Assert.Contains("refused", error.Message);
    }

    [Theory]
    [MemberData(nameof(Loadable))]
    public void Good_files_load_with_the_expected_findings_and_logits(string name)
    {
        var file = ExpectedFile.Get(name);
        using var scope = NewDisposeScope();
        Checkpoint checkpoint;
        try
        {
            checkpoint = Checkpoint.Open(file.Path);
        }
        catch (CheckpointException) when (file.MayRefuse)
        {
            return;
        }
        using (checkpoint)
        {
            if (file.IsVideoModel)
                CheckModel(file, checkpoint);
            else
                CheckTensors(file, checkpoint);
        }
    }

    private static void CheckModel(ExpectedFile file, Checkpoint checkpoint)
    {
        using var model = new VideoTransformer(file.Config(), seed: 1);
        var report = CheckpointLoader.Load(model, checkpoint, new() { Strict = false });

        AssertNames(file.Names("missing"), report.Missing);
        AssertNames(file.Names("unexpected"), report.Unexpected);
        AssertNames(file.Names("mismatched"), report.Mismatched);
        AssertNames(file.Names("non_finite"), report.NonFinite);
        CheckShapes(file, report);
        CheckStrictness(file, checkpoint, report);
        if (file.Entry.TryGetProperty("epoch", out var epoch))
            Assert.Equal(epoch.GetInt64(), checkpoint.GetEntry("epoch"));
        if (file.Logits is { } logits)
            CheckLogits(model, logits, file.File);
    }

    private static void CheckLogits(VideoTransformer model, string name, string file)
    {
        using var expected = SafetensorsFile.Read(FixtureData.Path("checkpoints/expected.safetensors"));
        using var _ = no_grad();
        model.eval();
        Near.Equal(expected.Tensors[name], model.call(expected.Tensors["input.video"]), 1e-5, $"{file} {name}");
    }

    private static void CheckStrictness(ExpectedFile file, Checkpoint checkpoint, CheckpointLoadReport report)
    {
        using var scope = NewDisposeScope();
        using var strict = new VideoTransformer(file.Config(), seed: 2);
        if (report.IsClean)
        {
            Assert.True(CheckpointLoader.Load(strict, checkpoint).IsClean);
            return;
        }
        var before = strict.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.clone());
        var error = Assert.Throws<CheckpointMismatchException>(() => CheckpointLoader.Load(strict, checkpoint));
        foreach (var problem in report.Problems)
            Assert.Contains(problem.Key, error.Message);
        foreach (var (name, tensor) in strict.state_dict())
            Near.Equal(before[name], tensor, 0, $"{name} after a refused load");
    }

    private static void CheckShapes(ExpectedFile file, CheckpointLoadReport report)
    {
        foreach (var finding in report.Mismatched)
        {
            var shapes = file.Entry.GetProperty("mismatched").GetProperty(finding.Key);
            Assert.Equal(shapes[0].EnumerateArray().Select(size => size.GetInt64()), finding.FoundShape);
            Assert.Equal(shapes[1].EnumerateArray().Select(size => size.GetInt64()), finding.ExpectedShape);
        }
    }

    private static void AssertNames(string[] expected, IReadOnlyList<CheckpointFinding> found) =>
        Assert.Equal(expected, found.Select(finding => finding.Key).Order(StringComparer.Ordinal));

    private static void CheckTensors(ExpectedFile file, Checkpoint checkpoint)
    {
        if (file.Entry.TryGetProperty("all_names", out var names))
            Assert.Equal(names.EnumerateArray().Select(name => name.GetString()), checkpoint.Tensors.Keys);
        if (file.Entry.TryGetProperty("expected_tensors", out var tensors))
        {
            foreach (var tensor in tensors.EnumerateObject())
                ExpectedValues.CheckTensor(tensor.Value, checkpoint.Tensors[tensor.Name], $"{file.File} {tensor.Name}");
        }
        if (file.Entry.TryGetProperty("expected_values", out var values))
        {
            foreach (var value in values.EnumerateObject())
                ExpectedValues.CheckValue(value.Value, checkpoint.GetEntry(value.Name), $"{file.File} {value.Name}");
        }
        if (file.Entry.TryGetProperty("weights", out _) && FixtureData.Exists("checkpoints/clip_visual.pth"))
            CheckClip(file, checkpoint);
    }

    private static void CheckClip(ExpectedFile file, Checkpoint checkpoint)
    {
        using var plain = Checkpoint.Open(FixtureData.Path("checkpoints/clip_visual.pth"));
        foreach (var (name, expected) in plain.Tensors)
        {
            var found = checkpoint.Tensors[$"visual.{name}"];
            Near.Equal(expected.to_type(found.dtype).to_type(ScalarType.Float32), found.to_type(ScalarType.Float32), 0, $"{file.File} {name}");
        }
    }
}
