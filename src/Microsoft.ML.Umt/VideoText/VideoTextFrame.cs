namespace Microsoft.ML.Umt;

/// <summary>One frame that the model looked at. Immutable.</summary>
/// <param name="Time">When it is shown, counted from the first frame of the whole video.</param>
/// <param name="Values">Its unit vector; the dot product with a text's unit vector is their cosine.</param>
public sealed record VideoTextFrame(TimeSpan Time, ReadOnlyMemory<float> Values);
