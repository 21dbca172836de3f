using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Training;

/// <summary>
/// The yardstick: the same step as a first port writes it, in float32 on the same libtorch. Teacher and student are plain modules, the mask is
/// a boolean one drawn by <c>multinomial</c>, the optimiser is TorchSharp's.
/// </summary>
internal sealed class PlainTraining : IDisposable
{
    private readonly PretrainingSetup _setup;
    private readonly Tensor _bytes;
    private readonly PlainStudent _student;
    private readonly ClipVisionTransformer _teacher;
    private readonly optim.Optimizer _optimizer;
    private readonly ClipNormalization _normalization;

    public PlainTraining(PretrainingSetup setup, int batch)
    {
        _setup = setup;
        _bytes = setup.CreateClips(batch);
        using (var source = setup.CreateStudent())
            _student = new PlainStudent(source);
        _teacher = setup.CreateTeacher();
        var preset = ModelPresets.Get("umt-b16");
        _normalization = new ClipNormalization(preset.Mean, preset.Std);
        var decays = _student.parameters().ToLookup(parameter => parameter.dim() > 1);
        AdamW.ParamGroup Group(bool isDecayed) =>
            new() { Parameters = decays[isDecayed], Options = new() { LearningRate = 1e-4, beta1 = 0.9, beta2 = 0.95, weight_decay = isDecayed ? 0.05 : 0 } };
        _optimizer = optim.AdamW([Group(true), Group(false)], beta2: 0.95);
    }

    /// <summary>One step, by phase.</summary>
    public StepTimes Split(PhaseClock clock) => clock.TimeStep(() =>
    {
        using var scope = NewDisposeScope();
        var loss = clock.Time(TrainingPhase.Student, () => Loss(clock));
        loss.backward();
        // Only measured, as in the recipe: nothing is that long.
        _ = nn.utils.clip_grad_norm_(_student.parameters(), 1e9);
        clock.Time(TrainingPhase.Optimizer, () =>
        {
            _ = _optimizer.step();
            _optimizer.zero_grad();
        });
    });

    public void Dispose()
    {
        _optimizer.Dispose();
        _student.Dispose();
        _teacher.Dispose();
        _bytes.Dispose();
    }

    private Tensor Loss(PhaseClock clock)
    {
        var clips = _normalization.Apply(_bytes, CPU);
        var (features, attention) = clock.Time(TrainingPhase.Teacher, () => _teacher.call(clips));
        var (batch, width) = (clips.shape[0], features.shape[^1]);
        var isHidden = Mask(attention, batch);
        var student = _student.call(clips, isHidden);
        var targets = stack(features.unbind(0).Select(layer => layer[isHidden.logical_not()].view(batch, -1, width)));
        return (2 - (2 * (student * targets).sum(-1))).mean();
    }

    /// <summary>True where a token is hidden: all but the first ones of a weighted order of each frame's tokens.</summary>
    private Tensor Mask(Tensor attention, long batch)
    {
        var order = multinomial(attention, (int)attention.shape[1]);
        var shown = order.narrow(1, 0, _setup.VisiblePerFrame);
        return ones(attention.shape, ScalarType.Bool).scatter_(1, shown, zeros(shown.shape, ScalarType.Bool)).view(batch, -1);
    }
}
