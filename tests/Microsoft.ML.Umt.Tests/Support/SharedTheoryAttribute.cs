namespace Microsoft.ML.Umt.Tests.Support;

/// <summary>A theory that needs the shared test data (or one path of it); without it the whole theory is skipped and says why.</summary>
/// <remarks>Its data source may then return nothing: xunit does not ask a skipped theory for data.</remarks>
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute(string? relativePath = null) => Skip = SharedData.ReasonToSkip(relativePath);
}
