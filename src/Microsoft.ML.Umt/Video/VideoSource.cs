namespace Microsoft.ML.Umt;

/// <summary>Where the content of an <see cref="MLVideo"/> comes from.</summary>
internal abstract record VideoSource;
