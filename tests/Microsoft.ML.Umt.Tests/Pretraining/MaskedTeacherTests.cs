using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pretraining;
using Microsoft.ML.Umt.Tests.Conformance;
using Microsoft.ML.Umt.Tests.Featurization;
using Microsoft.ML.Umt.Tests.Support;
using TorchSharp;

namespace Microsoft.ML.Umt.Tests.Pretraining;

/// <summary>Whole pretrainings through the trainer, on tiny models.</summary>
public sealed class MaskedTeacherTests : IDisposable
{
    private readonly TinyPretraining _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData(PretrainingObjective.Alignment, TokenMaskKind.Attention)]
    [InlineData(PretrainingObjective.Alignment, TokenMaskKind.Random)]
    [InlineData(PretrainingObjective.Alignment, TokenMaskKind.Tube)]
    [InlineData(PretrainingObjective.PixelReconstruction, TokenMaskKind.Random)]
    [InlineData(PretrainingObjective.PixelReconstruction, TokenMaskKind.Tube)]
    public void The_loss_falls_with_every_objective_and_mask(PretrainingObjective objective, TokenMaskKind mask)
    {
        var options = _tiny.Options();
        (options.Objective, options.Mask, options.Epochs) = (objective, mask, 15);
        var losses = Losses(options);
        Assert.Equal(15, losses.Count);
        Assert.True(losses[^1] < losses[0] * 0.97, $"The loss went from {losses[0]} to {losses[^1]}.");
    }

    [Theory]
    [InlineData(AlignmentLossKind.MeanSquaredError, FeatureNorm.None)]
    [InlineData(AlignmentLossKind.SmoothL1, FeatureNorm.L2)]
    public void Another_teacher_teaches_with_every_loss(AlignmentLossKind loss, FeatureNorm norm)
    {
        var options = _tiny.Options();
        (options.Teacher, options.Loss, options.FeatureNorm, options.Epochs) = (_tiny.ImageTeacher(), loss, norm, 15);
        var losses = Losses(options);
        Assert.True(losses[^1] < losses[0] * 0.97, $"The loss went from {losses[0]} to {losses[^1]}.");
    }

    [Fact]
    public void The_loss_ratio_multiplies_the_loss_and_leaves_the_steps_as_they_are()
    {
        var (plain, options) = (_tiny.Options(), _tiny.Options());
        (plain.Epochs, options.Epochs, options.LossRatio) = (3, 3, 4);
        Assert.All(Losses(plain).Zip(Losses(options)), pair => Assert.Equal(4 * pair.First, pair.Second, 1e-2));
        Assert.Throws<ArgumentOutOfRangeException>(() => options.LossRatio = 0);
    }

    [Fact]
    public void Tokens_of_several_frames_meet_the_teacher_too()
    {
        var options = _tiny.Options();
        options.Student = options.Student with { Video = options.Student.Video! with { TubeletSize = 2 } };
        options.Epochs = 1;
        Assert.True(double.IsFinite(Assert.Single(Losses(options))));
    }

    [Fact]
    public void Equal_seeds_give_equal_bytes_whatever_the_number_of_workers()
    {
        byte[] Run(int seed, int workers)
        {
            var options = _tiny.Options();
            (options.Seed, options.Reading.Workers, options.DropPath) = (seed, workers, 0.3);
            return _tiny.Export(options);
        }
        var one = Run(1, 1);
        Assert.Equal(one, Run(1, 3));
        Assert.NotEqual(one, Run(2, 1));
    }

    [Fact]
    public void Recomputed_activations_change_nothing_but_memory()
    {
        Checkpoint Run(int blocks)
        {
            var options = _tiny.Options();
            (options.Epochs, options.CheckpointedBlocks, options.DropPath) = (2, blocks, 0.3);
            using var stream = new MemoryStream(_tiny.Export(options));
            return SafetensorsFile.Read(stream, "export");
        }
        using var plain = Run(0);
        using var recomputed = Run(3);
        Assert.All(plain.Tensors, entry => Assert.True(torch.allclose(entry.Value, recomputed.Tensors[entry.Key], rtol: 0, atol: 1e-5), entry.Key));
    }

    /// <summary>What a forward pass leaves for the way back, as resident memory: of eight blocks, one with its inner activations and eight inputs.</summary>
    [LinuxFact]
    public void Recomputed_activations_take_far_less_memory()
    {
        long Kept(int blocks)
        {
            using var scope = torch.NewDisposeScope();
            var config = new VideoTransformerConfig { ImageSize = 64, PatchSize = 8, TubeletSize = 1, Frames = 4, Width = 192, Depth = 8, Heads = 3, Classes = 0, CheckpointedBlocks = blocks, Positions = PositionTable.Plain };
            using var student = new MaskedVideoTransformer(new() { Encoder = config, AlignedLayers = 1, TeacherWidth = 16 }, seed: 1);
            var visible = torch.arange(256, dtype: torch.ScalarType.Int64).expand(16, 256).contiguous();
            var clips = torch.zeros([16, 3, 4, 64, 64]);
            // What other tests freed must not be what this one is given.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            _ = TrimHeap(0);
            var before = ResidentBytes();
            var loss = student.call(clips, visible).sum();
            var kept = ResidentBytes() - before;
            loss.backward();
            return kept;
        }

        // The first pass warms up allocators and kernels.
        _ = Kept(8);
        var (recomputed, plain) = (Kept(8), Kept(0));
        Assert.True(recomputed < plain * 0.6, $"{recomputed >> 20} MiB against {plain >> 20} MiB.");

        static long ResidentBytes() =>
            1024 * long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    [DllImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static extern int TrimHeap(nint padding);

    [Fact]
    public void Pixels_that_are_all_visible_leave_nothing_to_reconstruct()
    {
        var options = _tiny.Options();
        (options.Objective, options.MaskRatio) = (PretrainingObjective.PixelReconstruction, 0.05);
        var error = Assert.Throws<ArgumentException>(() => _tiny.Fit(options));
        Assert.Contains("0.0625", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_authors_encoder_keeps_the_positions_that_grow_with_it()
    {
        PositionTable Of(MaskedTeacherOptions options) => PretrainedSettings.Of(options, new PretrainingPlan(options)).Preset.Video!.Positions;
        var options = MaskedTeacherOptions.FromRecipe("umt-b16-k710", "clip.pth");
        Assert.Equal(PositionTable.Interpolated, Of(options));
        // Another grid is trained with its own sinusoid, which no resizing of the authors' table gives.
        options.Student = options.Student with { Video = options.Student.Video! with { ImageSize = 112 } };
        Assert.Equal(PositionTable.Plain, Of(options));
    }

    [Theory]
    [InlineData(PretrainingObjective.Alignment, false)]
    [InlineData(PretrainingObjective.Alignment, true)]
    [InlineData(PretrainingObjective.PixelReconstruction, false)]
    public void Bfloat16_arithmetic_follows_the_same_way(PretrainingObjective objective, bool imageTeacher)
    {
        var options = _tiny.Options();
        (options.Objective, options.LearningRate) = (objective, 0.05);
        // A mask by chance, so that both see the same tokens: the teacher's attention would be rounded.
        options.Mask = TokenMaskKind.Tube;
        if (imageTeacher)
            options.Teacher = _tiny.ImageTeacher();
        var single = Losses(options);
        options.Precision = ComputePrecision.BFloat16;
        var half = Losses(options);
        Assert.All(single.Zip(half), pair => Assert.Equal(pair.First, pair.Second, 0.05));
        Assert.NotEqual(single, half);
    }

    [Fact]
    public void Native_memory_is_given_back()
    {
        var options = _tiny.Options();
        (options.Epochs, options.WorkspaceFolder, options.CheckpointSteps, options.AverageDecay) = (2, Path.Combine(_tiny.Folder, "work"), 1, 0.9);
        _tiny.Fit(options).Dispose();
        Directory.Delete(options.WorkspaceFolder, recursive: true);
        // TorchSharp's count keeps a tensor for each network that is made, whatever is done with it.
        var bare = Growth(() => new MaskedVideoTransformer(new() { Encoder = TinyPretraining.Student.Video!, AlignedLayers = 3 }, seed: 1).Dispose());
        Assert.InRange(bare, 0, 1);
        Assert.Equal(bare, Growth(() => _tiny.Fit(options).Dispose()));
        // The second one is resumed at its end.
        Assert.Equal(bare, Growth(() => _tiny.Fit(options).Dispose()));
    }

    [Fact]
    public void The_teacher_is_needed_for_alignment_only()
    {
        var options = _tiny.Options();
        (options.Objective, options.Teacher, options.Epochs) = (PretrainingObjective.PixelReconstruction, null, 1);
        Assert.Single(Losses(options));
        options.Objective = PretrainingObjective.Alignment;
        Assert.Contains("Teacher is not set", Assert.Throws<ArgumentException>(() => _tiny.Fit(options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnreadableVideos.Throw)]
    [InlineData(UnreadableVideos.Missing)]
    public void Unreadable_videos_follow_the_policy(UnreadableVideos policy)
    {
        var options = _tiny.Options();
        options.Reading.UnreadableVideos = policy;
        var view = _tiny.Context.Data.LoadFromEnumerable(_tiny.Videos.Append(MLVideo.FromFile("/nowhere/absent.mp4")).Select(video => new VideoRow { Video = video }));
        if (policy == UnreadableVideos.Throw)
        {
            Assert.Contains("absent.mp4", Assert.Throws<VideoDecodeException>(() => _tiny.Fit(options, view)).Message, StringComparison.Ordinal);
            return;
        }
        var log = new List<string>();
        _tiny.Context.Log += (_, line) => log.Add(line.Message);
        _tiny.Fit(options, view).Dispose();
        Assert.Single(log, line => line.Contains("Row 8", StringComparison.Ordinal) && line.Contains("absent.mp4", StringComparison.Ordinal));

        var none = _tiny.Context.Data.LoadFromEnumerable([new VideoRow { Video = MLVideo.FromFile("/nowhere/absent.mp4") }]);
        Assert.Contains("None of the 1 training videos", Assert.Throws<InvalidOperationException>(() => _tiny.Fit(options, none)).Message, StringComparison.Ordinal);
        var empty = _tiny.Context.Data.LoadFromEnumerable(Array.Empty<VideoRow>());
        Assert.Contains("no row in column 'Video'", Assert.Throws<InvalidOperationException>(() => _tiny.Fit(options, empty)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_a_good_citizen()
    {
        var options = _tiny.Options();
        (options.Epochs, options.Seed) = (1, 3);
        var load = _tiny.Context.Transforms.LoadVideos("Video", TinyVideos.Folder, "Path");
        EstimatorConformance.Check(
            _tiny.Context,
            load.Append(_tiny.Context.Umt().Trainers.MaskedTeacher(options)),
            _tiny.Context.Data.LoadFromEnumerable(TinyVideos.Rows()),
            _tiny.Context.Data.LoadFromEnumerable([new VideoRow()]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _tiny.Fit(options, _tiny.Context.Data.LoadFromEnumerable(TinyVideos.Rows())));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cancellation_ends_it(bool byToken)
    {
        using var cancellation = new CancellationTokenSource();
        var options = _tiny.Options();
        (options.Epochs, options.CancellationToken, options.WorkspaceFolder) = (1000, cancellation.Token, Path.Combine(_tiny.Folder, "work"));
        // What Microsoft.ML.Experimental's CancelExecution does.
        var cancel = typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!;
        var epochs = 0;
        options.MetricsCallback = progress =>
        {
            if (!progress.IsEpochEnd || ++epochs != 2)
                return;
            if (byToken)
                cancellation.Cancel();
            else
                cancel.Invoke(_tiny.Context, null);
        };
        Assert.Throws<OperationCanceledException>(() => _tiny.Fit(options));
        Assert.Equal(2, epochs);
        if (byToken)
            Assert.NotEmpty(Directory.EnumerateFiles(options.WorkspaceFolder, "*.safetensors"));
    }

    private static long Growth(Action action)
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        action();
        return DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
    }

    private List<double> Losses(MaskedTeacherOptions options)
    {
        var losses = new List<double>();
        options.MetricsCallback = progress =>
        {
            if (progress.IsEpochEnd)
                losses.Add(progress.Loss);
        };
        _tiny.Fit(options).Dispose();
        return losses;
    }
}
