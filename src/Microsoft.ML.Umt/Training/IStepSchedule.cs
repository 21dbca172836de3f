namespace Microsoft.ML.Umt.Training;

/// <summary>A number for each optimiser step, 0 being the first.</summary>
internal interface IStepSchedule
{
    double this[int step] { get; }
}
