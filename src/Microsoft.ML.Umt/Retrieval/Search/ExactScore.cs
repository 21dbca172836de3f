namespace Microsoft.ML.Umt.Retrieval;

/// <summary>
/// The score of a pair: the inner product of float32 values, summed in double precision in a fixed order and rounded once. It does not depend on the back
/// end, the processor, or how many queries are asked together, so all of them rank alike.
/// </summary>
internal static class ExactScore
{
    public static float Of(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        var i = 0;
        for (; i + 4 <= a.Length; i += 4)
        {
            s0 += (double)a[i] * b[i];
            s1 += (double)a[i + 1] * b[i + 1];
            s2 += (double)a[i + 2] * b[i + 2];
            s3 += (double)a[i + 3] * b[i + 3];
        }
        for (; i < a.Length; i++)
            s0 += (double)a[i] * b[i];
        return (float)(s0 + s1 + (s2 + s3));
    }
}
