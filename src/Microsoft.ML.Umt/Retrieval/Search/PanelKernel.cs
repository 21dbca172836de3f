using System.Runtime.Intrinsics;
using Microsoft.ML.Umt.Retrieval.Storage;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>
/// Inner products of 12 rows with 32 queries, kept in registers from the first dimension to the last: each value that is read serves 12 or 32 products.
/// </summary>
internal static unsafe class PanelKernel
{
    /// <summary>Queries of a panel.</summary>
    public const int Queries = 32;

    /// <summary>Fills <paramref name="scores"/>, [12, 32].</summary>
    /// <param name="rows">The first of 12 rows.</param>
    /// <param name="stride">Values from one row to the next.</param>
    /// <param name="panel">32 queries, [dimensions, 32].</param>
    /// <param name="dimensions">Values per row and query.</param>
    /// <param name="scores">Takes the products.</param>
    public static void Run(float* rows, nint stride, float* panel, int dimensions, float* scores)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Run512(rows, stride, panel, dimensions, scores);
            return;
        }
        for (var row = 0; row < IndexChunk.RowBlock; row += 3)
            Run256(rows + (row * stride), stride, panel, dimensions, scores + (row * Queries));
    }

    // 24 sums, two query vectors and one row value: 27 of 32 registers.
    private static void Run512(float* rows, nint stride, float* panel, int dimensions, float* scores)
    {
        Vector512<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        Vector512<float> e0 = default, e1 = default, f0 = default, f1 = default, g0 = default, g1 = default, h0 = default, h1 = default;
        Vector512<float> i0 = default, i1 = default, j0 = default, j1 = default, k0 = default, k1 = default, l0 = default, l1 = default;
        // Four pointers with three rows each: as many addresses as the processor can add on the way.
        float* p = rows, q = rows + (3 * stride), r = rows + (6 * stride), s = rows + (9 * stride);
        for (var n = dimensions; n > 0; n--)
        {
            var x0 = Vector512.Load(panel);
            var x1 = Vector512.Load(panel + 16);
            var y = Vector512.Create(*p);
            a0 = Vector512.FusedMultiplyAdd(x0, y, a0);
            a1 = Vector512.FusedMultiplyAdd(x1, y, a1);
            y = Vector512.Create(p[stride]);
            b0 = Vector512.FusedMultiplyAdd(x0, y, b0);
            b1 = Vector512.FusedMultiplyAdd(x1, y, b1);
            y = Vector512.Create(p[stride * 2]);
            c0 = Vector512.FusedMultiplyAdd(x0, y, c0);
            c1 = Vector512.FusedMultiplyAdd(x1, y, c1);
            y = Vector512.Create(*q);
            d0 = Vector512.FusedMultiplyAdd(x0, y, d0);
            d1 = Vector512.FusedMultiplyAdd(x1, y, d1);
            y = Vector512.Create(q[stride]);
            e0 = Vector512.FusedMultiplyAdd(x0, y, e0);
            e1 = Vector512.FusedMultiplyAdd(x1, y, e1);
            y = Vector512.Create(q[stride * 2]);
            f0 = Vector512.FusedMultiplyAdd(x0, y, f0);
            f1 = Vector512.FusedMultiplyAdd(x1, y, f1);
            y = Vector512.Create(*r);
            g0 = Vector512.FusedMultiplyAdd(x0, y, g0);
            g1 = Vector512.FusedMultiplyAdd(x1, y, g1);
            y = Vector512.Create(r[stride]);
            h0 = Vector512.FusedMultiplyAdd(x0, y, h0);
            h1 = Vector512.FusedMultiplyAdd(x1, y, h1);
            y = Vector512.Create(r[stride * 2]);
            i0 = Vector512.FusedMultiplyAdd(x0, y, i0);
            i1 = Vector512.FusedMultiplyAdd(x1, y, i1);
            y = Vector512.Create(*s);
            j0 = Vector512.FusedMultiplyAdd(x0, y, j0);
            j1 = Vector512.FusedMultiplyAdd(x1, y, j1);
            y = Vector512.Create(s[stride]);
            k0 = Vector512.FusedMultiplyAdd(x0, y, k0);
            k1 = Vector512.FusedMultiplyAdd(x1, y, k1);
            y = Vector512.Create(s[stride * 2]);
            l0 = Vector512.FusedMultiplyAdd(x0, y, l0);
            l1 = Vector512.FusedMultiplyAdd(x1, y, l1);
            p++;
            q++;
            r++;
            s++;
            panel += Queries;
        }
        Store(a0, a1, scores);
        Store(b0, b1, scores + Queries);
        Store(c0, c1, scores + (2 * Queries));
        Store(d0, d1, scores + (3 * Queries));
        Store(e0, e1, scores + (4 * Queries));
        Store(f0, f1, scores + (5 * Queries));
        Store(g0, g1, scores + (6 * Queries));
        Store(h0, h1, scores + (7 * Queries));
        Store(i0, i1, scores + (8 * Queries));
        Store(j0, j1, scores + (9 * Queries));
        Store(k0, k1, scores + (10 * Queries));
        Store(l0, l1, scores + (11 * Queries));
    }

    // Three rows and four query vectors: 12 sums of 16 registers.
    private static void Run256(float* rows, nint stride, float* panel, int dimensions, float* scores)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default;
        Vector256<float> c0 = default, c1 = default, c2 = default, c3 = default;
        for (var n = dimensions; n > 0; n--)
        {
            var (x, y, z) = (Vector256.Create(*rows), Vector256.Create(rows[stride]), Vector256.Create(rows[stride * 2]));
            var v = Vector256.Load(panel);
            a0 = Vector256.FusedMultiplyAdd(v, x, a0);
            b0 = Vector256.FusedMultiplyAdd(v, y, b0);
            c0 = Vector256.FusedMultiplyAdd(v, z, c0);
            v = Vector256.Load(panel + 8);
            a1 = Vector256.FusedMultiplyAdd(v, x, a1);
            b1 = Vector256.FusedMultiplyAdd(v, y, b1);
            c1 = Vector256.FusedMultiplyAdd(v, z, c1);
            v = Vector256.Load(panel + 16);
            a2 = Vector256.FusedMultiplyAdd(v, x, a2);
            b2 = Vector256.FusedMultiplyAdd(v, y, b2);
            c2 = Vector256.FusedMultiplyAdd(v, z, c2);
            v = Vector256.Load(panel + 24);
            a3 = Vector256.FusedMultiplyAdd(v, x, a3);
            b3 = Vector256.FusedMultiplyAdd(v, y, b3);
            c3 = Vector256.FusedMultiplyAdd(v, z, c3);
            rows++;
            panel += Queries;
        }
        Store(Vector512.Create(a0, a1), Vector512.Create(a2, a3), scores);
        Store(Vector512.Create(b0, b1), Vector512.Create(b2, b3), scores + Queries);
        Store(Vector512.Create(c0, c1), Vector512.Create(c2, c3), scores + (2 * Queries));
    }

    private static void Store(Vector512<float> first, Vector512<float> second, float* scores)
    {
        first.Store(scores);
        second.Store(scores + 16);
    }
}
