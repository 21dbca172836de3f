using System.Globalization;
using System.Text.RegularExpressions;

namespace Samples.Data;

/// <summary>Reads class and group out of file names, by a pattern such as <c>&lt;sample&gt;_&lt;sequence&gt;_&lt;class&gt;</c>.</summary>
internal sealed class NamePattern
{
    private readonly string _pattern;
    private readonly string? _groupPart;
    private readonly IReadOnlyList<string> _classNames;
    private readonly Regex _regex;

    public NamePattern(string pattern, string? groupPart, IReadOnlyList<string> classNames)
    {
        _pattern = pattern;
        _groupPart = groupPart;
        _classNames = classNames;
        // Everything but the parts in angle brackets stands for itself.
        string expression = Regex.Replace(Regex.Escape(pattern), "<([A-Za-z]+)>", "(?<$1>.+?)");
        _regex = new Regex($"^{expression}$", RegexOptions.CultureInvariant);
        var parts = _regex.GetGroupNames();
        if (!parts.Contains("class"))
            throw new ArgumentException($"The pattern '{pattern}' has no <class> in it.");
        if (groupPart is not null && !parts.Contains(groupPart))
            throw new ArgumentException($"The pattern '{pattern}' has no <{groupPart}>, which --group-by asks for.");
    }

    /// <summary>The clip with the label and group that its name says.</summary>
    public LabelledClip Read(string path)
    {
        var match = _regex.Match(System.IO.Path.GetFileNameWithoutExtension(path));
        if (!match.Success)
            throw new ArgumentException($"The name of '{path}' does not follow the pattern '{_pattern}'.");
        return new LabelledClip
        {
            Path = path,
            Label = NameOf(match.Groups["class"].Value),
            Group = _groupPart is null ? "" : match.Groups[_groupPart].Value,
        };
    }

    public override string ToString() => _pattern;

    private string NameOf(string label) =>
        int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < _classNames.Count ? _classNames[number] : label;
}
