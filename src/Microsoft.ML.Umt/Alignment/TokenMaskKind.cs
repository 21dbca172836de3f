namespace Microsoft.ML.Umt;

/// <summary>Which tokens the student sees (spec <c>umt-single</c>, section 3).</summary>
public enum TokenMaskKind
{
    /// <summary>In every frame, tokens drawn without replacement with the teacher's class-token attention as weights. UMT's own.</summary>
    Attention,

    /// <summary>Tokens anywhere in the clip, uniformly.</summary>
    Random,

    /// <summary>The same uniformly drawn positions in every frame, as VideoMAE.</summary>
    Tube,
}
