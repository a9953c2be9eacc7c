"""What a person sees: data on standard output, talk and progress on standard error. One module a view."""
