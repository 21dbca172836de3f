namespace Microsoft.ML.Umt.Benchmarks.Training;

/// <summary>A training of the library that can be run a step at a time.</summary>
internal interface IMeasuredTraining : IDisposable
{
    /// <summary>Model, teacher and the like, for the report.</summary>
    string Setup { get; }

    /// <summary>Floating-point operations that a step needs, a multiply and an add counted as two; what an implementation computes twice does not count.</summary>
    double FlopsOfStep { get; }

    /// <summary>Several steps as in a real training.</summary>
    void Run(int steps);

    /// <summary>One step, by phase.</summary>
    StepTimes Split(PhaseClock clock);
}
