namespace Microsoft.ML.Umt.Retrieval.Sql;

/// <summary>Collects the values of a command. Every value goes to the database as a parameter, none as text of the command.</summary>
internal sealed class SqlParameters(char mark)
{
    private readonly List<(string Name, object? Value)> _values = [];

    public IReadOnlyList<(string Name, object? Value)> Values => _values;

    /// <summary>Adds a value; returns what stands for it in the command.</summary>
    public string Add(object? value)
    {
        var name = $"p{_values.Count}";
        _values.Add((name, value));
        return mark + name;
    }
}
