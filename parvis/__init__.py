"""Parvis archives what news sites show in front of their paywall, and never goes through it."""
