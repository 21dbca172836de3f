namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Copies a value out of a row, reusing what <paramref name="value"/> already holds.</summary>
internal delegate void RowValue<in TRow, TValue>(TRow row, ref TValue value);
