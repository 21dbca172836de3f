namespace Microsoft.ML.Umt;

/// <summary>What a sampler's frames are for.</summary>
internal enum SamplingMode
{
    /// <summary>Random draws, one view.</summary>
    Train,

    /// <summary>The one fixed view of validation.</summary>
    Validation,

    /// <summary>The fixed, evenly spread views of test.</summary>
    Test,
}
